import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { errorCodes } from '../../src/errors.js';
import { repositoryDir } from '../../src/paths.js';

describe('the error codes', () => {
  it('are those of docs/errors.md', () => {
    const page = readFileSync(join(repositoryDir, 'docs', 'errors.md'), 'utf8');
    const section = page.split('\n## ').find((text) => text.startsWith('test-e2e\n')) ?? '';
    const listed = [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
    expect(listed).to.have.members(Object.keys(errorCodes));
  });
});
