import type { ProbeReport } from '../../src/probe/report/report.js';

/** What the probe calls wrong with an output, in words; empty of a clean one. */
export function faultsOf({ faults }: Pick<ProbeReport, 'faults'>): string[] {
  return faults
    .filter(({ severity }) => severity === 'error')
    .map(({ code, atMs, message }) => `${code}${atMs === undefined ? '' : ` at ${Math.round(atMs)} ms`}: ${message}`);
}
