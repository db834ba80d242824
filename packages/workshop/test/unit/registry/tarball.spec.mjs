import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { filesOf, manifestOf } from '../../../src/registry/tarball.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

// Past 100 bytes the name goes partly into the prefix; past 255 into an extended header.
const long = `${'a-folder-of-a-package/'.repeat(7)}file.js`;
const longer = `${'a-folder-of-a-package/'.repeat(13)}file.js`;

describe('filesOf', () => {
  for (const format of ['ustar', 'pax']) {
    it(`reads what tar writes (${format})`, () => {
      const files = {
        'package/package.json': '{"name":"@dubbing/common","version":"0.1.0"}',
        'package/empty.txt': '',
        [`package/${long}`]: 'long',
        ...(format === 'pax' ? { [`package/${longer}`]: 'longer' } : {}),
        'package/block.bin': 'x'.repeat(512),
      };
      return withFiles(files, async (folder) => {
        const tarball = execFileSync('tar', ['cz', `--format=${format}`, '-C', folder, 'package']);
        const read = filesOf(tarball);
        const texts = [...read].map(([path, content]) => [`package/${path}`, content.toString('utf8')]);
        expect(Object.fromEntries(texts)).to.deep.equal(files);
        expect(manifestOf(read)).to.include({ name: '@dubbing/common', version: '0.1.0' });
      });
    });
  }
});
