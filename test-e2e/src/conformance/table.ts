import type { CaseReport } from './case.js';

const marks = { passed: 'ok', failed: 'FAILED', skipped: 'skipped' } as const;

/** The line of one case. */
export function lineOf({ name, section, outcome, reason, brokenSection, promise, durationMs }: CaseReport): string {
  const head = `${marks[outcome].padEnd(8)}${`§${section}`.padEnd(7)}${name.padEnd(36)}${`${durationMs} ms`.padStart(9)}`;
  if (outcome === 'passed') return head;
  const broken = brokenSection === undefined ? '' : `§${brokenSection}: `;
  return `${head}\n        ${outcome === 'failed' ? `promised: ${promise}\n        ` : ''}${broken}${reason ?? ''}`;
}

export function summaryOf(reports: readonly CaseReport[]): string {
  const count = (outcome: CaseReport['outcome']): number => reports.filter((each) => each.outcome === outcome).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped of ${reports.length}`;
}
