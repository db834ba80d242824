import { expect } from 'chai';
import { sideBySide } from '../../../src/process/side-by-side.mjs';

/**
 * Tasks that end when they are told to.
 * @param {number} count
 */
function heldTasks(count) {
  /** @type {string[]} */
  const log = [];
  /** @type {{ resolve: (value: string) => void, reject: (error: Error) => void }[]} */
  const held = [];
  const tasks = Array.from({ length: count }, (_, index) => () => {
    log.push(`begins ${index}`);
    /** @type {Promise<string>} */
    const result = new Promise((resolve, reject) => {
      held[index] = { resolve, reject };
    });
    return result;
  });
  const end = async (/** @type {number} */ index) => {
    log.push(`ends ${index}`);
    held[index]?.resolve(`of ${index}`);
    await new Promise(setImmediate);
  };
  return { log, held, tasks, end };
}

describe('sideBySide', () => {
  it('begins the next one when any has ended, and gives the results in order', async () => {
    const { log, tasks, end } = heldTasks(4);
    const all = sideBySide(2, tasks);
    for (const index of [1, 0, 3, 2]) await end(index);
    expect(log).to.deep.equal(['begins 0', 'begins 1', 'ends 1', 'begins 2', 'ends 0', 'begins 3', 'ends 3', 'ends 2']);
    expect(await all).to.deep.equal(['of 0', 'of 1', 'of 2', 'of 3']);
  });

  it('begins nothing after a failure, and throws it when what had begun has ended', async () => {
    const { log, held, tasks, end } = heldTasks(3);
    let isOver = false;
    const all = sideBySide(2, tasks)
      .catch((/** @type {Error} */ error) => error)
      .finally(() => {
        isOver = true;
      });
    const failure = new Error('no');
    held[0]?.reject(failure);
    await new Promise(setImmediate);
    expect(isOver).to.equal(false);
    await end(1);
    expect(await all).to.equal(failure);
    expect(log).to.deep.equal(['begins 0', 'begins 1', 'ends 1']);
  });
});
