import { nsToMs, parsePtsNs } from '@dubbing/common';
import type { WorkerStatus } from '../worker/messages.js';

/** One line that tells how far a job is: time of the programme, then for each language what was spoken and what was not. */
export function progressLine(status: WorkerStatus): string {
  const released = nsToMs(parsePtsNs(status.releasedPtsNs));
  const languages = status.languages.map(({ language, spoken, fallbacks, late, failed, skipped }) => {
    const missed = fallbacks + late + failed + skipped;
    return `${language} ${spoken} spoken${missed === 0 ? '' : `, ${missed} not dubbed`}`;
  });
  return [clock(released), status.state, `sts ${status.sts.state}`, ...languages].join(' · ');
}

/** The last word: a line per output, and one on the bed where one was to be made. */
export function summaryLines(status: WorkerStatus): string[] {
  const { bedsSeparated = 0, bedsSkipped = 0 } = status.counters;
  const bed = `bed: ${bedsSeparated} blocks without the voice, ${bedsSkipped} ducked instead`;
  return [
    ...status.languages.map((language) => summaryLine(status, language)),
    ...(bedsSeparated + bedsSkipped > 0 ? [bed] : []),
  ];
}

function summaryLine({ outputs }: WorkerStatus, status: WorkerStatus['languages'][number]): string {
  const { language, spoken, empty, late, failed, skipped, fallbacks, dubLagMsP50, dubLagMsP99 } = status;
  const lag =
    dubLagMsP50 === undefined
      ? ''
      : `; dub lag p50 ${Math.round(dubLagMsP50)} ms, p99 ${Math.round(dubLagMsP99 ?? 0)} ms`;
  const url = outputs.find((output) => output.language === language)?.url ?? '';
  return `${language}: ${spoken} spoken, ${empty} empty, ${late} late, ${failed} failed, ${skipped} skipped, ${fallbacks} fallbacks${lag} → ${url}`;
}

function clock(ms: number): string {
  const totalS = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(totalS / 60)).padStart(2, '0')}:${String(totalS % 60).padStart(2, '0')}`;
}
