/**
 * A progress that keeps its lines instead of printing them.
 * @returns {import('../../src/report/progress.mjs').Progress & { lines: string[] }}
 */
export function keptProgress() {
  /** @type {string[]} */
  const lines = [];
  return {
    lines,
    say: (line) => void lines.push(line),
    step: async (title, work) => {
      lines.push(title);
      await work();
    },
  };
}
