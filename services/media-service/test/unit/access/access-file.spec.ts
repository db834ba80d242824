import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, createLogger } from '@dubbing/common';
import { expect } from 'chai';
import { AccessFile } from '../../../src/access/access-file.js';
import { readRules } from '../../../src/access/read-rules.js';
import { digestOf } from '../../../src/access/secret.js';

/** Longer than any test: what is looked at is looked at by the test. */
const NEVER_MS = 600_000;

describe('The access file', () => {
  let folder: string;
  let file: string;
  let lines: string[];
  const logger = createLogger({ service: 'test', level: 'info', write: (line) => lines.push(line) });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'media-access-'));
    file = join(folder, 'access.yaml');
    lines = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const faultsOf = (content: string): string[] => {
    writeFileSync(file, content);
    try {
      readRules(file);
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigError);
      expect(String(error)).not.to.contain('SECRET');
      return (error as ConfigError).faults.map(({ field, source }) => `${field} of ${source}`);
    }
    return [];
  };

  it('names keys, digests of keys, and whom nothing is asked of', () => {
    const digest = digestOf('a-key-that-is-not-written-down');
    writeFileSync(
      file,
      [
        'publish:',
        '  - news=news-key-1',
        `  - "*=sha256:${digest}"`,
        '  - open=public',
        'readDubs: keys',
        'readKeys: ["*=read-key-1"]',
      ].join('\n'),
    );
    expect(readRules(file)).to.deep.equal({
      publishKeys: [{ stream: 'news', digest: digestOf('news-key-1') }, { stream: '*', digest }, { stream: 'open' }],
      readKeys: [{ stream: '*', digest: digestOf('read-key-1') }],
      readSources: 'private',
      readDubs: 'keys',
    });
  });

  it('is refused with all its faults, and without what may be a key in it', () => {
    expect(faultsOf('publish: [news=SECRET-1234, news]\nreadDubs: all\nreaders: all\n')).to.have.members([
      `publish of file ${file}`,
      `readDubs of file ${file}`,
      `readers of file ${file}`,
    ]);
    expect(faultsOf('readDubs: public\n')).to.deep.equal([`publish of file ${file}`]);
    for (const item of [
      'news=short',
      'News=SECRET-1234',
      'news=SECRET 1234',
      'news=SECRET:1234',
      'news=sha256:SECRET12',
      '=SECRET-1234',
    ])
      expect(faultsOf(`publish: ["${item}"]\n`), item).to.deep.equal([`publish of file ${file}`]);
    expect(faultsOf('readKeys: [news=public]\npublish: []\n')).to.deep.equal([`readKeys of file ${file}`]);
    expect(faultsOf('publish: [news=SECRET-1234\n*=SECRET-1234\n')).to.deep.equal([`(file) of file ${file}`]);
  });

  it('has to be there, and whole, when the service starts', () => {
    expect(() => new AccessFile(join(folder, 'none.yaml'), logger)).to.throw(ConfigError);
    writeFileSync(file, 'publish: 7\n');
    expect(() => new AccessFile(file, logger)).to.throw(ConfigError);
  });

  it('is read again when it changes or another takes its place, and not otherwise', () => {
    writeFileSync(file, 'publish: [news=key-number-1]\n');
    const access = new AccessFile(file, logger, NEVER_MS);
    const seen: number[] = [];
    access.onChange(({ publishKeys }) => seen.push(publishKeys.length));
    access.refresh();
    expect(lines).to.have.length(0);
    writeFileSync(file, 'publish: [news=key-number-1, news=key-number-2]\n');
    access.refresh();
    access.refresh();
    expect(access.rules.publishKeys).to.have.length(2);
    writeFileSync(join(folder, 'next.yaml'), 'publish: []\n');
    renameSync(join(folder, 'next.yaml'), file);
    access.refresh();
    expect(access.rules.publishKeys).to.have.length(0);
    expect(seen).to.deep.equal([2, 0]);
    expect(lines).to.have.length(2);
    access.close();
  });

  it('stays in force as it was when it is broken or goes away, and says so once', () => {
    writeFileSync(file, 'publish: [news=key-number-1]\n');
    const access = new AccessFile(file, logger, NEVER_MS);
    writeFileSync(file, 'publish: [news=SECRET 1]\n');
    access.refresh();
    access.refresh();
    writeFileSync(file, 'publish: [news=SECRET 12]\n');
    access.refresh();
    expect(lines).to.have.length(1);
    expect(lines[0]).to.contain('"level":"error"').and.not.to.contain('SECRET');
    expect(access.fault).to.contain('publish');
    expect(access.rules.publishKeys).to.deep.equal([{ stream: 'news', digest: digestOf('key-number-1') }]);
    rmSync(file);
    access.refresh();
    expect(access.fault).to.contain('ENOENT');
    expect(access.rules.publishKeys).to.have.length(1);
    writeFileSync(file, 'publish: []\n');
    access.refresh();
    expect(access.fault).to.equal(undefined);
    expect(access.rules.publishKeys).to.have.length(0);
    access.close();
  });

  it('is looked at by itself', async () => {
    writeFileSync(file, 'publish: []\n');
    const access = new AccessFile(file, logger, 5);
    // What waits for the file would not hold a process back.
    const held = setTimeout(() => {}, NEVER_MS);
    const changed = new Promise<void>((resolve) => access.onChange(() => resolve()));
    writeFileSync(file, 'publish: [news=key-number-1]\n');
    await changed;
    clearTimeout(held);
    access.close();
  });
});
