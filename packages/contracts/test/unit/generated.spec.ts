import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect } from 'chai';
import { generatedFiles } from '../../tools/generated.js';

describe('what is generated from the classes', () => {
  for (const { path, text } of generatedFiles()) {
    it(`${relative(process.cwd(), path)} is up to date; npm run wire writes it`, () => {
      expect(readFileSync(path, 'utf8')).to.equal(text);
    });
  }
});
