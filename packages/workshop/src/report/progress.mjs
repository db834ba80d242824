/**
 * One line per step with the seconds that it took. On a terminal the running step's line is rewritten in place.
 *
 * @typedef {object} Progress
 * @property {(title: string, work: () => Promise<string | void>) => Promise<void>} step
 *   Shows `title` while `work` runs; a text that it returns is added to the finished line.
 * @property {(line: string) => void} say
 */

const tickMs = 1_000;

/**
 * @param {NodeJS.WriteStream | { write(text: string): unknown, isTTY?: boolean }} [stream]
 * @returns {Progress}
 */
export function createProgress(stream = process.stderr) {
  const onTerminal = stream.isTTY === true;

  /** @type {Progress['step']} */
  const step = async (title, work) => {
    const startedAt = performance.now();
    const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1);
    stream.write(onTerminal ? `  … ${title}` : `  … ${title}\n`);
    const ticker = onTerminal
      ? setInterval(() => stream.write(`\r\u001b[K  … ${title}  ${seconds()} s`), tickMs)
      : undefined;
    const clear = onTerminal ? '\r\u001b[K' : '';
    try {
      const note = await work();
      stream.write(`${clear}  ✓ ${title}  ${seconds()} s${typeof note === 'string' ? `  (${note})` : ''}\n`);
    } catch (error) {
      stream.write(`${clear}  ✗ ${title}  ${seconds()} s\n`);
      throw error;
    } finally {
      clearInterval(ticker);
    }
  };

  return { step, say: (line) => void stream.write(`${line}\n`) };
}
