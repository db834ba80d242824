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

  it('gives away what the program writes, and does not wait for what it left behind', async () => {
    const forever = "console.log('behind'); setInterval(() => {}, 1000)";
    const leaving = `
      const { spawn } = require('node:child_process');
      const behind = spawn(process.execPath, ['-e', ${JSON.stringify(forever)}], { detached: true, stdio: ['ignore', 'pipe', 1] });
      behind.stdout.once('data', (text) => {
        console.log('from ' + text);
        console.error('to stderr');
        process.exit(5);
      });`;
    let text = '';
    const output = (/** @type {Buffer} */ chunk) => void (text += chunk.toString());
    const { signal } = new AbortController();
    const code = await runInherited(process.execPath, ['-e', leaving], { cwd: tmpdir(), signal, output });
    expect(code).to.equal(5);
    expect(text).to.include('from behind').and.to.include('to stderr');
  });
});
