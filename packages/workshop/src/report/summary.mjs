import { sum } from './tally.mjs';

/**
 * How one run of the test command went.
 * @typedef {object} Outcome
 * @property {string} title
 * @property {number} code Exit code.
 * @property {number} seconds
 * @property {import('./tally.mjs').Tally} [tally] Absent for runs that are no mocha runs.
 */

/**
 * A run that failed without a failed test (a lint finding, a type error, a crash, coverage below its threshold)
 * counts as one failure, so that the closing line never hides it.
 *
 * @param {Outcome} outcome
 * @returns {import('./tally.mjs').Tally}
 */
function counted({ code, tally = { passed: 0, failed: 0, skipped: 0 } }) {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/**
 * A table of the runs and, last, the line "N passed, N failed, N skipped".
 * @param {readonly Outcome[]} outcomes
 */
export function summarise(outcomes) {
  const rows = [
    ['', 'passed', 'failed', 'skipped', 'seconds', ''],
    ...outcomes.map((outcome) => {
      const { passed, failed, skipped } = counted(outcome);
      const counts = outcome.tally === undefined ? ['', '', ''] : [`${passed}`, `${failed}`, `${skipped}`];
      return [
        outcome.title,
        ...counts,
        outcome.seconds.toFixed(1),
        outcome.code === 0 ? 'ok' : `failed (${outcome.code})`,
      ];
    }),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const table = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === 5 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const { passed, failed, skipped } = sum(outcomes.map(counted));
  return `${table.join('\n')}\n\n${passed} passed, ${failed} failed, ${skipped} skipped\n`;
}
