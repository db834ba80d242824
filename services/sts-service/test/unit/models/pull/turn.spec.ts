import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inTurn } from '../../../../src/models/pull/turn.js';
import { rejection } from '../../../support/rejection.js';

describe('inTurn', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'turn-'));
    file = join(folder, 'pulls', 'toy.turn');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  /** The file as it stands while it is held, changed, as another process might have left it. */
  const leave = async (change: Record<string, unknown>): Promise<void> => {
    const held = await inTurn(file, async () => readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...(JSON.parse(held) as object), ...change }));
  };

  it('runs one at a time, and leaves nothing behind', async () => {
    let release = (): void => {};
    let started = (): void => {};
    const running = new Promise<void>((resolve) => (started = resolve));
    const first = inTurn(file, async () => {
      started();
      await new Promise<void>((resolve) => (release = resolve));
      return 'first';
    });
    await running;
    const error = await rejection(inTurn(file, async () => 'second'));
    expect(error).to.include({ code: 'MODEL_BUSY', retryable: true });
    release();
    expect(await first).to.equal('first');
    expect(await inTurn(file, async () => 'third')).to.equal('third');
    expect(await readdir(join(folder, 'pulls'))).to.be.empty;
  });

  it('is free again after a failure', async () => {
    const fail = inTurn(file, () => Promise.reject(new RangeError('x')));
    await fail.then(
      () => expect.fail('it should have failed'),
      (error: unknown) => expect(error).to.be.instanceOf(RangeError),
    );
    expect(await inTurn(file, async () => 1)).to.equal(1);
  });

  it('takes over from a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    await leave({ pid: child.pid });
    expect(await inTurn(file, async () => 1)).to.equal(1);
    expect(await readdir(join(folder, 'pulls'))).to.be.empty;
  });

  it('is not fooled by a number that another process has got', async function () {
    if (process.platform !== 'linux') this.skip();
    await leave({ startedAt: '1' });
    expect(await inTurn(file, async () => 1)).to.equal(1);
  });

  it('takes over from another machine when nobody has renewed the file for a minute', async () => {
    await leave({ host: 'another-machine' });
    const error = await rejection(inTurn(file, async () => 1));
    expect(error.message).to.contain('another-machine');
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(file, longAgo, longAgo);
    expect(await inTurn(file, async () => 1)).to.equal(1);
  });

  it('lets one of many take over', async () => {
    await leave({ startedAt: '1', pid: 2 ** 22 + 1 });
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        inTurn(file, async () => {
          running += 1;
          most = Math.max(most, running);
          await readdir(folder);
          running -= 1;
        }),
      ),
    );
    expect(most).to.equal(1);
    expect(results.some(({ status }) => status === 'fulfilled')).to.be.true;
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).to.include({ code: 'MODEL_BUSY' });
    }
  });

  it('names a file that it cannot make sense of', async () => {
    await mkdir(join(folder, 'pulls'));
    await writeFile(file, 'x');
    expect(await rejection(inTurn(file, async () => 1))).to.include({ code: 'MODEL_BUSY', source: file });
  });

  it('tells that a folder cannot be written', async () => {
    await writeFile(join(folder, 'pulls'), 'a file');
    expect(await rejection(inTurn(file, async () => 1))).to.include({ code: 'MODEL_WRITE_FAILED' });
  });
});
