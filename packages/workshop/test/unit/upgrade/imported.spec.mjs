import { expect } from 'chai';
import { join } from 'node:path';
import { namesImported, namesImportedIn } from '../../../src/upgrade/imported.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

const name = 'the-contracts';

describe('The names that a project imports from a package', () => {
  it('are read from every form of import', () => {
    const code = `
      import { parse, type Slot } from 'the-contracts';
      import type { FragmentData as Data } from "the-contracts";
      import {
        Dub,
        Limits,
      } from 'the-contracts/schema';
      export { Transcript } from 'the-contracts';
      import { Logger } from 'the-others';
      // import { Hidden } from 'the-contracts';
    `;
    expect(namesImported(code, name)).to.deep.equal(['parse', 'Slot', 'FragmentData', 'Dub', 'Limits', 'Transcript']);
  });
  it('are those of all its sources', () =>
    withFiles(
      {
        'src/a.ts': `import { A } from 'the-contracts';`,
        'src/deep/b.ts': `import { B } from 'the-contracts';`,
        'src/readme.md': `import { C } from 'the-contracts';`,
      },
      async (folder) => {
        expect([...(await namesImportedIn(join(folder, 'src'), name))]).to.have.members(['A', 'B']);
      },
    ));
});
