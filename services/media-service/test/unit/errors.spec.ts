import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { errorCodes } from '../../src/errors.js';
import { packageRoot } from '../../src/package-root.js';

describe('errorCodes', () => {
  it('are the rows of their section of docs/errors.md, no more and no fewer', function () {
    const page = join(packageRoot, '../../docs/errors.md');
    if (!existsSync(page)) {
      console.log('      skipped: docs/errors.md is not beside this service');
      this.skip();
    }
    const section =
      readFileSync(page, 'utf8')
        .split(/^## /m)
        .find((text) => text.startsWith('media-service\n')) ?? '';
    const documented = [...section.matchAll(/^\| `([A-Z_0-9]+)`/gm)].map(([, code]) => code);
    expect(documented).to.have.members(Object.keys(errorCodes));
  });

  it('are each named by their own value', () => {
    for (const [name, value] of Object.entries(errorCodes)) expect(value).to.equal(name);
  });
});
