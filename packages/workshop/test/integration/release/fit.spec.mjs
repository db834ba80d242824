import { expect } from 'chai';
import { inRepository } from '../../../src/paths.mjs';
import { manifestOf } from '../../../src/registry/tarball.mjs';
import { filesIn } from '../../../src/release/content.mjs';
import { lintPackage } from '../../../src/release/lint.mjs';
import { stagePackage } from '../../../src/release/staging.mjs';
import { publishedDirectories } from '../../../src/setup/root-steps.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

describe('What is published of a package', () => {
  for (const directory of publishedDirectories()) {
    it(`is complete, and the packaging linter has nothing against it: ${directory}`, () =>
      withFiles({}, async (target) => {
        const { folder } = await stagePackage(inRepository(directory), target);
        const files = await filesIn(folder);
        expect([...files.keys()]).to.include.members(['README.md', 'CHANGELOG.md', 'LICENSE']);
        const expected = [
          'name',
          'version',
          'description',
          'keywords',
          'license',
          'exports',
          'types',
          'files',
          'engines',
        ];
        expect(manifestOf(files)).to.include.keys(expected).and.not.to.have.any.keys('scripts', 'devDependencies');
        expect(await lintPackage(folder)).to.deep.equal([]);
      }));
  }
});
