import type { ProbeReport } from '../../src/probe/report/report.js';

/**
 * The built-in voice is a synthesiser's: some of its plosives stand out as clicks do, and between its words, over a bed that is
 * turned down, it is quieter than the limit of silence.
 */
const OF_THE_VOICE = new Set<string>(['CLICK', 'SILENCE']);

/** What is wrong besides what the built-in voice itself sounds like. */
export function faultsBesidesVoice({ faults }: Pick<ProbeReport, 'faults'>): string[] {
  return faultsOf({ faults: faults.filter(({ code }) => !OF_THE_VOICE.has(code)) });
}

/** What the probe calls wrong with an output, in words; empty of a clean one. */
export function faultsOf({ faults }: Pick<ProbeReport, 'faults'>): string[] {
  return faults
    .filter(({ severity }) => severity === 'error')
    .map(({ code, atMs, message }) => `${code}${atMs === undefined ? '' : ` at ${Math.round(atMs)} ms`}: ${message}`);
}
