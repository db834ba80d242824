import type { LanguageStatus, OutputStatus, StreamStatus } from '@dubbing/contracts';
import { maskUrl } from '../media/mask-url.js';
import type { WorkerStatus } from './messages.js';
import type { Stages } from './stages.js';
import type { StreamSpec } from './stream-spec.js';

/** Gathers how the stages stand. */
export function describeWorker(
  spec: StreamSpec,
  state: WorkerStatus['state'],
  stages: Stages | undefined,
  reconnects: number,
): WorkerStatus {
  const usage = process.cpuUsage();
  const headPtsNs = stages?.ingest.headPtsNs;
  return {
    state,
    sts: describeSts(stages),
    languages: stages === undefined ? [] : describeLanguages(spec, stages),
    outputs: stages === undefined ? [] : describeOutputs(spec, stages),
    ingest: {
      ...stages?.ingest.info,
      ...(headPtsNs === undefined ? {} : { headPtsNs: String(headPtsNs) }),
      reconnects,
    },
    releasedPtsNs: String(stages?.line.releasedPtsNs ?? 0n),
    ...describeRelease(stages),
    memoryBytes: process.memoryUsage.rss(),
    cpuMs: (usage.user + usage.system) / 1000,
    counters: stages === undefined ? {} : countersOf(stages),
  };
}

function describeSts(stages: Stages | undefined): StreamStatus['sts'] {
  if (stages === undefined) return { state: 'connecting', engines: [] };
  const { state, ready, stats } = stages.sts;
  const { replyMsP50, replyMsP99, minSlackMs } = stats;
  const leastSlackMs = minSlackMs === undefined ? undefined : Math.max(0, minSlackMs);
  return { state, engines: ready?.engines ?? [], ...measured({ replyMsP50, replyMsP99, leastSlackMs }) };
}

/** Leaves out what nothing has been measured of yet. */
function measured(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

function describeRelease(stages: Stages | undefined): Pick<WorkerStatus, 'release'> {
  const jitterMs = stages?.line.jitterMs;
  return jitterMs === undefined ? {} : { release: { jitterMsP50: jitterMs.p50, jitterMsP99: jitterMs.p99 } };
}

function describeLanguages(spec: StreamSpec, { timeline }: Stages): LanguageStatus[] {
  return spec.targetLanguages.map((language) => {
    const { duplicates: _duplicates, ...stats } = timeline.language(language).stats();
    return { language, ...stats };
  });
}

function describeOutputs(spec: StreamSpec, { programme }: Stages): OutputStatus[] {
  const open = programme.air?.outputs;
  if (open === undefined) {
    return spec.outputs.map(({ language, url, masked = maskUrl(url) }) => ({
      language,
      url: masked,
      state: 'connecting',
      restarts: 0,
    }));
  }
  return open.map(({ language, output }) => ({
    language,
    url: output.maskedUrl,
    state: output.state,
    restarts: output.restarts,
    dropped: output.dropped,
    ...(output.error === undefined ? {} : { error: output.error.toJSON() }),
  }));
}

function countersOf({ sts, segmenter, separator, programme, record, line }: Stages): Record<string, number> {
  const { sent, replied, malformed, duplicates, reconnects } = sts.stats;
  const { partials, partialsIgnored, partialsMalformed, unknownEvents } = sts.stats;
  const outputDrops = (programme.air?.outputs ?? []).reduce((sum, { output }) => sum + output.dropped, 0);
  const hls = programme.air?.hls?.stats;
  return {
    fragmentsSent: sent,
    fragmentsReplied: replied,
    repliesMalformed: malformed,
    repliesDuplicate: duplicates,
    stsReconnects: reconnects,
    stsUnknownEvents: unknownEvents,
    partials,
    partialsIgnored,
    partialsMalformed,
    blocksNotAnalysed: segmenter.droppedBlocks,
    bedsSeparated: separator?.separatedBlocks ?? 0,
    bedsSkipped: separator?.skippedBlocks ?? 0,
    unitsDropped: outputDrops,
    heldMs: Math.round(line.heldMs),
    heldBytes: line.heldBytes,
    unitsShed: line.shedUnits,
    hlsFailures: programme.air?.hlsFailures ?? 0,
    hlsForcedCuts: hls?.forcedCuts ?? 0,
    hlsGaps: hls?.gaps ?? 0,
    hlsLateCaptions: hls?.lateCaptions ?? 0,
    asRunLinesDropped: record?.stats.dropped ?? 0,
    asRunFailures: record?.stats.failures ?? 0,
  };
}
