import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DubbingError } from '@dubbing/common';
import { expect } from 'chai';
import { prepareHls } from '../../../src/worker/prepare-hls.js';

describe('prepareHls', () => {
  let folder: string;
  let errors: DubbingError[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prepare-hls-'));
    errors = [];
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('makes the folder of a stream', async () => {
    const directory = join(folder, 'news');
    expect(await prepareHls(directory, (error) => errors.push(error))).to.equal(undefined);
    expect(existsSync(directory)).to.equal(true);
    expect(errors).to.deep.equal([]);
  });

  it('tells of one that cannot be made, and lets the stream go on', async () => {
    await writeFile(join(folder, 'file'), '');
    const directory = join(folder, 'file', 'news');
    expect(await prepareHls(directory, (error) => errors.push(error))).to.equal(undefined);
    expect(errors.map(({ code, source }) => ({ code, source }))).to.deep.equal([
      { code: 'HLS_WRITE_FAILED', source: directory },
    ]);
  });
});
