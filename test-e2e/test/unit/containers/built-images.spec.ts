import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DubbingError } from '@dubbing/common';
import { builtImage } from '../../../src/containers/built-images.js';

describe('the images that were built', () => {
  let dir: string;
  let file: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dubbing-built-'));
    file = join(dir, 'built.json');
    const entry = { image: 'localhost/one', rootfs: join(dir, 'root'), config: {}, sizeBytes: 1, bases: [] };
    await writeFile(file, JSON.stringify({ 'sts-service-cpu': entry }));
    await mkdir(join(dir, 'root'));
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  const refusal = (asked: Promise<unknown>): Promise<DubbingError | undefined> =>
    asked.then(
      () => undefined,
      (error: unknown) => error as DubbingError,
    );

  it('are found with their roots', async () => {
    await writeFile(join(dir, 'root', 'etc'), '');
    expect((await builtImage('sts-service-cpu', file)).image).to.equal('localhost/one');
  });

  it('are asked for where none, another one or no root is there', async () => {
    const none = await refusal(builtImage('sts-service-cpu', join(dir, 'none.json')));
    const another = await refusal(builtImage('media-service-cpu', file));
    const unmounted = await refusal(builtImage('sts-service-cpu', file));
    for (const error of [none, another, unmounted]) {
      expect(error?.code).to.equal('IMAGE_NOT_BUILT');
      expect(error?.message).to.match(/npm run images$/);
    }
    expect(unmounted?.message).to.include('not mounted any more');
  });
});
