import type { Capture } from '../capture/capture.js';
import type { ProbeReport } from '../report/report.js';
import { withSound } from '../sound/decode.js';
import { loopedRuns } from '../sound/looped.js';
import type { SoundRun } from '../sound/sound.js';
import { drawTimeline } from './draw.js';
import type { Timeline, TimelineFragment, Waveform } from './model.js';
import { waveformOf } from './waveform.js';

export interface PictureInput {
  output: Capture;
  reference?: Capture;
  report: ProbeReport;
  fragments: TimelineFragment[];
}

const silent: Waveform = (columns) => new Float32Array(columns);

/** The timeline of a probed output as PNG: both waveforms, what was dubbed, captions, gaps and faults. */
export async function pictureOf({ output, reference, report, fragments }: PictureInput): Promise<Buffer> {
  const { startMs } = report;
  const endMs = startMs + report.durationMs;
  const timeline: Timeline = {
    title: `${report.input.uri} (${report.input.container})`,
    subtitle: subtitleOf(report),
    startMs,
    endMs,
    output: silent,
    fragments,
    captions: output.hls?.captions ?? [],
    gaps: [report.timestamps.video, report.timestamps.audio].flatMap((times) =>
      (times?.gaps ?? []).map(({ atMs, sizeMs }) => ({ startMs: atMs, endMs: atMs + sizeMs })),
    ),
    marks: report.faults
      .flatMap(({ atMs, code, severity }) =>
        atMs === undefined ? [] : [{ atMs, label: code, isError: severity === 'error' }],
      )
      .sort((a, b) => a.atMs - b.atMs),
    pairs: report.avOffset?.pairs ?? [],
  };
  const range = { startMs, endMs };
  return withRuns(output, (own) =>
    withRuns(reference, (source) =>
      drawTimeline({
        ...timeline,
        output: waveformOf(own, range),
        ...(source.length === 0 ? {} : { reference: inOutput(source, report, range) }),
      }),
    ),
  );
}

async function withRuns<T>(
  capture: Capture | undefined,
  use: (runs: readonly SoundRun[]) => T | Promise<T>,
): Promise<T> {
  return capture?.audio === undefined ? use([]) : withSound(capture.audio, use);
}

/** The reference's sound in the output's time, as often as it was played. */
function inOutput(
  runs: readonly SoundRun[],
  { picture }: ProbeReport,
  range: { startMs: number; endMs: number },
): Waveform {
  const shiftMs = picture?.offsetMs ?? range.startMs - (runs[0]?.startMs ?? 0);
  return waveformOf(loopedRuns(runs, picture, range), { ...range, shiftMs });
}

function subtitleOf({ faults, picture, avOffset, durationMs }: ProbeReport): string {
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const parts = [
    `${(durationMs / 1000).toFixed(1)} s`,
    errors === 0 ? 'no faults' : errors === 1 ? 'one fault' : `${errors} faults`,
  ];
  if (picture !== undefined) parts.push(`${picture.identical} of ${picture.frames} frames identical`);
  if (avOffset?.worstMs !== undefined)
    parts.push(`a/v worst ${avOffset.worstMs.toFixed(1)} ms in ${avOffset.pairs.length} pairs`);
  if (avOffset?.trend !== undefined)
    parts.push(`drift ${avOffset.trend.msPerHour.toFixed(1)} ± ${avOffset.trend.uncertaintyMsPerHour.toFixed(1)} ms/h`);
  return parts.join(', ');
}
