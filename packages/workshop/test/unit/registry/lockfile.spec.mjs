import { expect } from 'chai';
import { mismatches, pinsOf } from '../../../src/registry/lockfile.mjs';

const lockfile = {
  packages: {
    '': { name: '@dubbing/not-installed', version: '9.9.9' },
    'node_modules/@dubbing/common': { version: '0.2.0', integrity: 'sha512-a' },
    'node_modules/contracts-0.3.0': { name: '@dubbing/contracts', version: '0.3.0', integrity: 'sha512-b' },
    'node_modules/contracts-0.3.0/node_modules/@dubbing/common': { version: '0.1.0', integrity: 'sha512-c' },
    'node_modules/express': { version: '5.0.0', integrity: 'sha512-d' },
  },
};
const releases = {
  '@dubbing/common@0.1.0': 'sha512-c',
  '@dubbing/common@0.2.0': 'sha512-a',
  '@dubbing/contracts@0.3.0': 'sha512-b',
};

describe('The pins of a lockfile', () => {
  it('are those of our scope, also under another name and inside one another', () => {
    expect(pinsOf(lockfile)).to.deep.equal(releases);
  });
  it('fit what was released with the same content', () => {
    expect(mismatches(lockfile, releases)).to.deep.equal([]);
  });
  it('do not fit another content, nor a version that was never released', () => {
    expect(mismatches(lockfile, { ...releases, '@dubbing/contracts@0.3.0': 'sha512-z' })).to.deep.equal([
      'node_modules/contracts-0.3.0 has another integrity than @dubbing/contracts@0.3.0 was released with',
    ]);
    const { '@dubbing/common@0.1.0': _forgotten, ...others } = releases;
    expect(mismatches(lockfile, others)).to.deep.equal([
      'node_modules/contracts-0.3.0/node_modules/@dubbing/common is @dubbing/common@0.1.0, which was never released',
    ]);
  });
  it('do not fit without an integrity', () => {
    const packages = { 'node_modules/@dubbing/common': { version: '0.1.0' } };
    expect(mismatches({ packages }, releases)).to.deep.equal(['node_modules/@dubbing/common has no integrity']);
  });
});
