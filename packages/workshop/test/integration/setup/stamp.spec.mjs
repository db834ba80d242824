import { expect } from 'chai';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { filesUnder, fingerprint } from '../../../src/setup/fingerprint.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

describe('fingerprint', () => {
  const files = { 'src/a.ts': 'a', 'src/deep/b.ts': 'b', 'node_modules/x/index.js': 'x', 'src/dist/c.js': 'c' };

  it('reads the inputs and not what was installed or built', () =>
    withFiles(files, async (root) => {
      expect(await filesUnder([root])).to.deep.equal([join(root, 'src/a.ts'), join(root, 'src/deep/b.ts')]);
    }));

  it('is the same for the same content, wherever it is', async () => {
    const print = (/** @type {string} */ root) => fingerprint({ root, paths: [root] });
    expect(await withFiles(files, print)).to.equal(await withFiles(files, print));
  });

  it('changes with a content, a name and a fact', () =>
    withFiles(files, async (root) => {
      const before = await fingerprint({ root, paths: [root] });
      expect(await fingerprint({ root, paths: [root], facts: ['abi 115'] })).not.to.equal(before);
      await writeFile(join(root, 'src/a.ts'), 'A');
      const after = await fingerprint({ root, paths: [root] });
      expect(after).not.to.equal(before);
      await writeFile(join(root, 'src/new.ts'), '');
      expect(await fingerprint({ root, paths: [root] })).not.to.equal(after);
    }));

  it('takes an absent path for an empty one', () =>
    withFiles({}, async (root) => {
      expect(await filesUnder([join(root, 'nowhere')])).to.deep.equal([]);
    }));
});
