import type { Compared } from './aligned-pair.js';
import type { AsRunOutput } from './as-run-line.js';
import type { AsRun, AsRunSession } from './as-run.js';
import type { DubReport } from './dub-report.js';
import type { BedUse } from '../sound/bed-use.js';
import { measureDub } from './measure-dub.js';

export interface RecordRequest {
  asRun: AsRun;
  /** Default: the only language of the record, or the one of the output that is called as the probed one is. */
  language?: string | undefined;
  /** Of the probed output. */
  uri: string;
}

/**
 * Listens by the last run of the worker whose dubs are heard in the output; an output outlives a worker that starts again.
 * @returns undefined where no run's dubs are heard, or the language is not known
 */
export function measureRecorded(
  compared: Compared,
  { asRun, language, uri }: RecordRequest,
  bed: BedUse,
): DubReport | undefined {
  for (const session of asRun.sessions.toReversed()) {
    const spoken = language ?? languageOf(session, uri);
    const report =
      spoken === undefined ? undefined : measureDub(compared, { session, language: spoken, limits: { bed } });
    if (report !== undefined) return report;
  }
  return undefined;
}

/** What the record says that lies beneath the dubs of the output that was started last. */
export function recordedBed({ asRun, language, uri }: RecordRequest): Partial<BedUse> {
  for (const session of asRun.sessions.toReversed()) {
    const spoken = language ?? languageOf(session, uri);
    const output = session.outputs.findLast((one) => one.language === spoken && one.bed !== undefined);
    if (output !== undefined) return beneath(output);
  }
  return {};
}

const beneath = ({ bed, duckDepthDb }: AsRunOutput): Partial<BedUse> => ({
  ...(bed === undefined ? {} : { bed }),
  ...(duckDepthDb === undefined ? {} : { duckDepthDb }),
});

function languageOf({ fragments, outputs }: AsRunSession, uri: string): string | undefined {
  const name = (address: string): string => /[^/]*$/.exec(address.split('?')[0] ?? '')?.[0] ?? '';
  const languages = new Set(fragments.flatMap(({ dubs }) => dubs.map((dub) => dub.language)));
  const named = outputs.findLast(({ url }) => name(url) === name(uri))?.language;
  if (named !== undefined && languages.has(named)) return named;
  return languages.size === 1 ? [...languages][0] : undefined;
}
