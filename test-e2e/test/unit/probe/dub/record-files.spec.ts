import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { recordFiles } from '../../../../src/probe/dub/record-files.js';

describe('the files of an as-run record', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dubbing-record-'));
    for (const name of ['news.jsonl', 'news.000002.jsonl', 'news.000001.jsonl', 'news.es.jsonl', 'newsroom.jsonl'])
      await writeFile(join(folder, name), '');
  });

  after(() => rm(folder, { recursive: true }));

  it('are those that were set aside, in their order, and the current one', async () => {
    expect(await recordFiles(join(folder, 'news.jsonl'))).to.deep.equal(
      ['news.000001.jsonl', 'news.000002.jsonl', 'news.jsonl'].map((name) => join(folder, name)),
    );
  });

  it('are the one that is named where nothing was set aside', async () => {
    expect(await recordFiles(join(folder, 'newsroom.jsonl'))).to.deep.equal([join(folder, 'newsroom.jsonl')]);
  });
});
