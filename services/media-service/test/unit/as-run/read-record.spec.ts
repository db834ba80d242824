import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRecord, type RecordPage } from '../../../src/as-run/read-record.js';
import { rotateRecord } from '../../../src/as-run/record-files.js';
import { temporaryFolder } from '../../support/generated-media.js';

const line = (i: number, at = '2030-01-01T00:00:00.000Z'): string => `${JSON.stringify({ i, recordedAt: at })}\n`;
const numbers = ({ entries }: RecordPage): unknown[] => entries.map((entry) => entry['i']);

describe('readRecord', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file: string;

  beforeEach(async () => {
    folder = await temporaryFolder('as-run-read');
    file = join(folder.path, 'news.jsonl');
  });
  afterEach(() => folder.remove());

  it('gives nothing of a record that has not begun, and what was written since', async () => {
    const nothing = await readRecord(file, { limit: 10, since: '' });
    expect(nothing.entries).to.deep.equal([]);
    await writeFile(file, line(0) + line(1));
    expect(numbers(await readRecord(file, { limit: 10, since: '', after: nothing.next }))).to.deep.equal([0, 1]);
  });

  it('gives the last entries, over the edge of a file that was set aside', async () => {
    await writeFile(file, line(0) + line(1) + line(2));
    await rotateRecord(file);
    await writeFile(file, line(3) + line(4));
    expect(numbers(await readRecord(file, { limit: 4, since: '' }))).to.deep.equal([1, 2, 3, 4]);
    expect(numbers(await readRecord(file, { limit: 1, since: '' }))).to.deep.equal([4]);
  });

  it('pages through everything once while it is being written and set aside', async () => {
    await writeFile(file, '');
    let written = 0;
    let { next } = await readRecord(file, { limit: 1, since: '' });
    const seen: unknown[] = [];
    for (let turn = 0; turn < 60; turn++) {
      for (let i = 0; i < (turn < 40 ? turn % 5 : 0); i++) await appendFile(file, line(written++));
      if (turn % 7 === 6) {
        await rotateRecord(file);
        await writeFile(file, '');
      }
      const page = await readRecord(file, { limit: 3, since: '', after: next });
      seen.push(...numbers(page));
      next = page.next;
    }
    expect(seen).to.deep.equal(Array.from({ length: written }, (_, i) => i));
  });

  it('passes over lines of an earlier run, what is no JSON, and the line that is not whole yet', async () => {
    const earlier = line(0, '2029-12-31T23:59:59.000Z');
    await writeFile(file, `${earlier}not JSON\n[]\n${line(1)}{"i":2,"recor`);
    const query = { limit: 10, since: '2030-01-01T00:00:00.000Z' };
    const page = await readRecord(file, query);
    expect(numbers(page)).to.deep.equal([1]);
    await appendFile(file, 'dedAt":"2030-01-01T00:00:00.000Z"}\n');
    expect(numbers(await readRecord(file, { ...query, after: page.next }))).to.deep.equal([2]);
  });

  it('begins with the oldest where the place it is asked for is gone', async () => {
    await writeFile(file, line(0) + line(1));
    expect(numbers(await readRecord(file, { limit: 10, since: '', after: '1-999' }))).to.deep.equal([0, 1]);
  });
});
