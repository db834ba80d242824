/**
 * Takes what one program writes.
 * @typedef {(text: string | Uint8Array) => void} Output
 */

/**
 * Shows the outputs of programs that run side by side one after another: that of the first one as it comes, those of the
 * others when all before them have ended. Nobody can read lines of two programs in turn.
 *
 * @param {{ write(text: string | Uint8Array): unknown }} [stream]
 * @returns {() => { output: Output, end: () => void }} Gives the next one its turn, at the end of the line.
 */
export function createTurns(stream = process.stdout) {
  /** @type {{ waiting: (string | Uint8Array)[], ended: boolean }[]} */
  const line = [];

  const show = () => {
    for (let head = line[0]; head !== undefined; head = line[0]) {
      head.waiting.splice(0).forEach((text) => stream.write(text));
      if (!head.ended) return;
      line.shift();
    }
  };

  return () => {
    /** @type {(typeof line)[number]} */
    const turn = { waiting: [], ended: false };
    line.push(turn);
    return {
      output: (text) => {
        turn.waiting.push(text);
        show();
      },
      end: () => {
        turn.ended = true;
        show();
      },
    };
  };
}
