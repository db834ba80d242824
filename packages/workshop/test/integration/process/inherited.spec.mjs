import { expect } from 'chai';
import { tmpdir } from 'node:os';
import { runInherited } from '../../../src/process/inherited.mjs';
import { Interrupted } from '../../../src/workshop-error.mjs';

/**
 * @param {string} script
 * @param {AbortSignal} [signal]
 */
const run = (script, signal = new AbortController().signal) =>
  runInherited(process.execPath, ['-e', script], { cwd: tmpdir(), signal });

describe('runInherited', () => {
  it('gives the exit code', async () => {
    expect(await run('process.exitCode = 7')).to.equal(7);
  });

  it('gives 128 and the number of the signal that ended the program', async () => {
    expect(await run(`process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)`)).to.equal(143);
  });

  it('passes a signal on, for the program to end as it likes', async () => {
    const controller = new AbortController();
    const running = run('setInterval(() => {}, 1000)', controller.signal);
    controller.abort(new Interrupted('SIGINT'));
    expect(await running).to.equal(130);
  });
});
