import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { LineWriter, type LineWriterOptions } from '../../../src/as-run/line-writer.js';
import { openRecord, type OpenRecord } from '../../../src/as-run/record-files.js';
import { temporaryFolder } from '../../support/generated-media.js';

const HOUR_MS = 3_600_000;

describe('LineWriter', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;

  beforeEach(async () => {
    folder = await temporaryFolder('as-run');
    file = join(folder.path, 'deep', 'news.jsonl');
  });
  afterEach(() => folder.remove());

  const writer = (changes: Partial<LineWriterOptions> = {}) =>
    new LineWriter({ file, maxBytes: 1_000_000, retentionMs: HOUR_MS, logger: silentLogger, retryMs: 1, ...changes });
  const names = async () => (await readdir(join(folder.path, 'deep'))).toSorted();

  it('appends whole lines, in order, and makes the folder', async () => {
    const lines = writer();
    for (let i = 0; i < 500; i++) lines.write(`{"i":${i}}`);
    await lines.close();
    await lines.close();
    const text = await readFile(file, 'utf8');
    expect(text).to.equal(Array.from({ length: 500 }, (_, i) => `{"i":${i}}\n`).join(''));
    expect(lines.stats).to.deep.equal({ written: 500, dropped: 0, failures: 0 });
  });

  it('goes on behind what is there, without the torn line that a crash left', async () => {
    await mkdir(join(folder.path, 'deep'));
    await writeFile(file, `{"i":0}\n{"i":1}\n{"i":2,"text":"${'x'.repeat(200_000)}`);
    const lines = writer();
    lines.write('{"i":3}');
    await lines.close();
    expect(await readFile(file, 'utf8')).to.equal('{"i":0}\n{"i":1}\n{"i":3}\n');
  });

  it('sets a full file aside under the next number and never cuts a line', async () => {
    for (let run = 0; run < 3; run++) {
      const lines = writer({ maxBytes: 100 });
      lines.write(`{"run":${run},"fill":"${'x'.repeat(70)}"}`);
      await lines.close();
    }
    expect(await names()).to.deep.equal(['news.000001.jsonl', 'news.000002.jsonl', 'news.jsonl']);
    for (const name of await names()) {
      const text = await readFile(join(folder.path, 'deep', name), 'utf8');
      expect(JSON.parse(text), name).to.have.all.keys('run', 'fill');
    }
  });

  it('removes what was set aside and is older than the retention', async () => {
    await mkdir(join(folder.path, 'deep'));
    const old = join(folder.path, 'deep', 'news.000001.jsonl');
    const recent = join(folder.path, 'deep', 'news.000002.jsonl');
    const foreign = join(folder.path, 'deep', 'news-two.000001.jsonl');
    for (const path of [old, recent, foreign]) await writeFile(path, '{}\n');
    const longAgo = new Date(Date.now() - 2 * HOUR_MS);
    for (const path of [old, foreign]) await utimes(path, longAgo, longAgo);
    const lines = writer();
    lines.write('{}');
    await lines.close();
    expect(await names()).to.deep.equal(['news-two.000001.jsonl', 'news.000002.jsonl', 'news.jsonl']);
  });

  it('begins a new file before the lines of the old one outlive the retention', async () => {
    const first = writer();
    first.write('{"i":0}');
    await first.close();
    const later = writer({ now: () => Date.now() + HOUR_MS / 2 });
    later.write('{"i":1}');
    await later.close();
    expect(await names()).to.deep.equal(['news.000001.jsonl', 'news.jsonl']);
  });

  it('writes everything once, and logs the fault once, when the disk was full for a while', async () => {
    let full = true;
    const logged: string[] = [];
    const logger = createLogger({ service: 'test', level: 'info', write: (line) => logged.push(line) });
    // A full disk takes a part of what it is given.
    const open = async (path: string): Promise<OpenRecord> => {
      const record = await openRecord(path);
      const { handle } = record;
      const appendFile = async (text: string): Promise<void> => {
        await handle.appendFile(full ? text.slice(0, 5) : text);
        if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      };
      const cramped = { appendFile, truncate: (size: number) => handle.truncate(size), close: () => handle.close() };
      return { handle: cramped, size: record.size, bornMs: record.bornMs };
    };
    const lines = writer({ open, logger });
    for (let i = 0; i < 20; i++) lines.write(`{"i":${i}}`);
    while (lines.stats.failures < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(lines.stats.written).to.equal(0);
    full = false;
    await lines.close();
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).to.have.length(20);
    expect(lines.stats).to.include({ written: 20, dropped: 0 });
    expect(logged.filter((line) => line.includes('AS_RUN_WRITE_FAILED'))).to.have.length(1);
    expect(logged.filter((line) => line.includes('written again'))).to.have.length(1);
  });

  it('waits for a folder that is not to be had, drops what is too much, and ends all the same', async () => {
    await writeFile(join(folder.path, 'deep'), 'in the way');
    const lines = writer({ maxWaitingBytes: 50 });
    for (let i = 0; i < 10; i++) lines.write(`{"i":${i}}`);
    while (lines.stats.failures === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(lines.stats.dropped).to.equal(4);
    await rm(join(folder.path, 'deep'));
    await lines.close();
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).to.have.length(6);
    lines.write('{"i":10}');
    expect(lines.stats.dropped).to.equal(5);
  });

  it('gives up at its end what cannot be written', async () => {
    await writeFile(join(folder.path, 'deep'), 'in the way');
    const lines = writer();
    lines.write('{}');
    await lines.close();
    expect(lines.stats).to.include({ written: 0, dropped: 1 });
  });
});
