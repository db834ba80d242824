import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { beginRecord } from '../../../src/as-run/begin-record.js';
import { temporaryFolder } from '../../support/generated-media.js';

const HOUR_MS = 3_600_000;

describe('beginRecord', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const asRun = (file: string) => ({ asRun: { file: join(folder.path, file), retentionMs: HOUR_MS } });

  beforeEach(async () => {
    folder = await temporaryFolder('as-run-begin');
  });
  afterEach(() => folder.remove());

  async function leave(name: string, ageMs: number): Promise<void> {
    const path = join(folder.path, name);
    const at = new Date(Date.now() - ageMs);
    await writeFile(path, '{}\n');
    await utimes(path, at, at);
  }

  it('sets aside what an earlier stream of the name left, and nothing of another', async () => {
    await leave('news.jsonl', 1000);
    await leave('news.000007.jsonl', 2000);
    await leave('news-two.jsonl', 1000);
    await beginRecord(asRun('news.jsonl'), new Set(), silentLogger);
    expect((await readdir(folder.path)).toSorted()).to.deep.equal([
      'news-two.jsonl',
      'news.000007.jsonl',
      'news.000008.jsonl',
    ]);
  });

  it('removes what is older than the retention, but nothing that is written to and nothing foreign', async () => {
    await leave('gone.jsonl', 2 * HOUR_MS);
    await leave('gone.000001.jsonl', 2 * HOUR_MS);
    await leave('silent.jsonl', 2 * HOUR_MS);
    await leave('notes.txt', 2 * HOUR_MS);
    await beginRecord(asRun('news.jsonl'), new Set([join(folder.path, 'silent.jsonl')]), silentLogger);
    expect((await readdir(folder.path)).toSorted()).to.deep.equal(['notes.txt', 'silent.jsonl']);
  });

  it('keeps no stream from starting where the folder is none', async () => {
    const logged: string[] = [];
    const logger = createLogger({ service: 'test', level: 'warn', write: (line) => logged.push(line) });
    await writeFile(join(folder.path, 'file'), '');
    await beginRecord(asRun('file/news.jsonl'), new Set(), logger);
    expect(logged).to.have.length(1);
    await beginRecord({}, new Set(), logger);
    expect(logged).to.have.length(1);
  });
});
