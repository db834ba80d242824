import { expect } from 'chai';
import { readFile, rm } from 'node:fs/promises';
import { inCache } from '../../../src/paths.mjs';
import { runLogged } from '../../../src/process/logged.mjs';
import { WorkshopError } from '../../../src/workshop-error.mjs';

const log = 'test-logged';

/**
 * @param {string} script
 * @param {Partial<import('../../../src/process/logged.mjs').LoggedOptions>} [options]
 */
const run = (script, options) =>
  runLogged(process.execPath, ['-e', script], { log, signal: new AbortController().signal, ...options });

describe('runLogged', () => {
  after(() => rm(inCache('logs', `${log}.log`), { force: true }));

  it('keeps the output in the log', async () => {
    await run(`console.log('to stdout'); console.error('to stderr');`);
    expect(await readFile(inCache('logs', `${log}.log`), 'utf8'))
      .to.include('to stdout')
      .and.to.include('to stderr');
  });

  it('shows the last lines of a failure, and what is known about it', async () => {
    const options = { adviseOn: (/** @type {string} */ text) => (text.includes('line 99') ? 'Do this.' : undefined) };
    const script = `for (let i = 0; i < 100; i++) console.log('line ' + i); process.exitCode = 3;`;
    const error = /** @type {WorkshopError} */ (
      await run(script, options).catch((/** @type {unknown} */ thrown) => thrown)
    );
    expect(error).to.be.instanceOf(WorkshopError);
    expect(error.message).to.include('exit code 3').and.to.include('line 99').and.not.to.include('line 50\n');
    expect(error.advice).to.include('Do this.').and.to.include(`${log}.log`);
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = run('setInterval(() => {}, 1000)', { signal: controller.signal });
    controller.abort(reason);
    expect(await running.catch((/** @type {unknown} */ thrown) => thrown)).to.equal(reason);
  });
});
