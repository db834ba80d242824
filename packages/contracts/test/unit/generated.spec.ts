import { readdirSync, readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { generatedFiles } from '../../tools/generated.js';

describe('what is generated from the classes', () => {
  const files = [...generatedFiles()];

  it('is all that stands beside the protocol in words', () => {
    const folder = new URL('../../../../../docs/sts-protocol/v1/', import.meta.url);
    const wanted = files.map(({ path }) => path).filter((path) => path.startsWith(fileURLToPath(folder)));
    expect(readdirSync(folder)).to.have.members(wanted.map((path) => basename(path)));
  });

  for (const { path, text } of files) {
    it(`${relative(process.cwd(), path)} is up to date; npm run wire writes it`, () => {
      expect(readFileSync(path, 'utf8')).to.equal(text);
    });
  }
});
