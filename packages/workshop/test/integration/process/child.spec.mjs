import { expect } from 'chai';
import { once } from 'node:events';
import { startChild } from '../../../src/process/child.mjs';

/**
 * A parent whose child ignores SIGTERM; both say their process number.
 */
const stubbornFamily = `
  const { spawn } = require('node:child_process');
  const script = "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000);";
  spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'inherit', 'ignore'] });
  setInterval(() => {}, 1000);
`;

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('startChild', () => {
  it('ends a program with everything that it started', async () => {
    const owned = startChild(process.execPath, ['-e', stubbornFamily], { stdio: ['ignore', 'pipe', 'ignore'] });
    const stdout = /** @type {import('node:stream').Readable} */ (owned.child.stdout);
    const [line] = /** @type {[Buffer]} */ (await once(stdout, 'data'));
    const grandchild = Number(line.toString());
    expect(isRunning(grandchild)).to.equal(true);

    await owned.stop(100);
    while (isRunning(grandchild)) await new Promise(setImmediate);
    expect((await owned.ended).code).to.equal(null);
  });

  it('ends even what the program had detached', async () => {
    const detaching = stubbornFamily.replace('stdio: [', 'detached: true, stdio: [');
    const owned = startChild(process.execPath, ['-e', detaching], { stdio: ['ignore', 'pipe', 'ignore'] });
    const stdout = /** @type {import('node:stream').Readable} */ (owned.child.stdout);
    const [line] = /** @type {[Buffer]} */ (await once(stdout, 'data'));

    owned.signalAll('SIGKILL');
    await owned.endLeftovers();
    while (isRunning(Number(line.toString()))) await new Promise(setImmediate);
  });

  it('says which program could not be started', async () => {
    const message = await startChild('no-such-program', []).ended.catch((/** @type {Error} */ error) => error.message);
    expect(message).to.include('Could not start no-such-program');
  });
});
