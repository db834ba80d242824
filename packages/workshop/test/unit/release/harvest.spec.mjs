import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { inRepository } from '../../../src/paths.mjs';
import { inPortions } from '../../../src/release/harvest.mjs';
import { releasedWirePath, releasedWireSums, wirePath } from '../../../src/wire/document.mjs';

/** @param {string} text */
const sumOf = (text) => createHash('sha256').update(text).digest('hex');

describe('inPortions', () => {
  const directory = 'packages/contracts';
  const release = { directory, name: '@dubbing/contracts', from: '1.9.0', to: '1.10.0' };
  const texts = new Map([
    [`${directory}/package.json`, '{ "name": "@dubbing/contracts", "version": "1.9.0" }\n'],
    [wirePath, '{ "$defs": {} }\n'],
    [releasedWireSums, `${sumOf('a')}  1.0.0.json\n${sumOf('b')}  1.9.0.json\n`],
  ]);

  it('freezes what the version is on the wire, with its checksum', async () => {
    const harvest = { plan: [/** @type {never} */ (release)], changes: {} };
    const [portion = {}] = await inPortions(harvest, (path) => Promise.resolve(texts.get(path)));
    expect(portion[releasedWirePath('1.10.0')]).to.equal('{ "$defs": {} }\n');
    expect(portion[releasedWireSums]).to.equal(
      `${sumOf('a')}  1.0.0.json\n${sumOf('{ "$defs": {} }\n')}  1.10.0.json\n${sumOf('b')}  1.9.0.json\n`,
    );
  });

  it('writes the checksums as they are written by hand', async () => {
    const text = await readFile(inRepository(releasedWireSums), 'utf8');
    const files = await readdir(inRepository('packages/contracts/wire/released'));
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => line.split('  ')[1]),
    ).to.deep.equal(files.filter((file) => file.endsWith('.json')).sort());
  });
});
