import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { openModelStore } from '../../../src/models/model-store.js';
import { defaultLimits } from '../../../src/models/pull/limits.js';
import { openSource } from '../../../src/models/pull/open-source.js';
import { pullModel, type Pulled } from '../../../src/models/pull/pull-model.js';
import { commit, FakeHub } from '../../support/models/fake-hub.js';
import { largePath, putToy, toyEntry, toyFiles, writeFiles } from '../../support/models/toy-model.js';
import { rejection } from '../../support/rejection.js';

describe('pulling from a folder', () => {
  let media: string;
  let dir: string;
  beforeEach(async () => {
    media = await mkdtemp(join(tmpdir(), 'media-'));
    dir = await mkdtemp(join(tmpdir(), 'models-'));
  });
  afterEach(async () => {
    await Promise.all([media, dir].map((folder) => rm(folder, { recursive: true })));
  });
  const pull = (url: string, into = dir): Promise<Pulled> =>
    pullModel({
      entry: toyEntry,
      dir: into,
      source: openSource({ url, limits: defaultLimits }),
      acceptLicence: false,
      limits: defaultLimits,
      onProgress: () => {},
      signal: new AbortController().signal,
    });
  const fromMedia = (): Promise<Pulled> => pull(pathToFileURL(media).href);

  for (const place of ['somebody/toy', 'somebody/toy/resolve/main']) {
    it(`takes what lies at ${place}`, async () => {
      await writeFiles(join(media, place), toyFiles);
      const { lock } = await fromMedia();
      expect(lock.source).to.equal(pathToFileURL(media).href);
      expect((await readFile(join(dir, 'toy', largePath))).equals(toyFiles.get(largePath)!)).to.be.true;
      expect(openModelStore({ dir }).find('toy')?.engine).to.equal('marian');
    });
  }

  describe('that is another models directory', () => {
    beforeEach(async () => {
      const hub = await FakeHub.start();
      putToy(hub);
      await pull(hub.url, media);
      await hub.close();
    });

    it('holds the files to its lock, and keeps the commit', async () => {
      const { lock } = await fromMedia();
      expect(lock.commit).to.equal(commit);
      expect(lock.files.map(({ check }) => check)).to.deep.equal(lock.files.map(() => 'hub'));
    });

    it('refuses a file that is damaged there', async () => {
      await writeFile(join(media, 'toy', largePath), Buffer.alloc(400_000));
      const error = await rejection(fromMedia());
      expect(error).to.include({ code: 'MODEL_FILE_WRONG', source: largePath });
      expect(openModelStore({ dir }).find('toy')).to.equal(undefined);
    });
  });

  it('names a file that is not there', async () => {
    expect((await rejection(fromMedia())).code).to.equal('MODEL_HUB_NOT_FOUND');
    await writeFiles(
      join(media, 'somebody/toy'),
      [...toyFiles].filter(([path]) => path !== largePath),
    );
    const error = await rejection(fromMedia());
    expect(error).to.include({ code: 'MODEL_HUB_NOT_FOUND', source: join(media, 'somebody/toy', largePath) });
  });

  it('refuses what Git LFS has not fetched', async () => {
    await writeFiles(join(media, 'somebody/toy'), [
      ...toyFiles,
      [largePath, Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 400000\n')],
    ]);
    const error = await rejection(fromMedia());
    expect(error).to.include({ code: 'MODEL_FILE_WRONG' });
    expect(error.message).to.contain(largePath).and.contain('git lfs pull');
  });
});
