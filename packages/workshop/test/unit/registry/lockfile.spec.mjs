import { expect } from 'chai';
import { mismatches, pinsOf } from '../../../src/registry/lockfile.mjs';

const lockfile = {
  packages: {
    'node_modules/@dubbing/common': { version: '0.1.0', integrity: 'sha512-a' },
    'node_modules/express': { version: '5.0.0', integrity: 'sha512-b' },
  },
};

describe('The pins of a lockfile', () => {
  it('are those of our scope', () => {
    expect(pinsOf(lockfile)).to.deep.equal({ '@dubbing/common@0.1.0': 'sha512-a' });
  });
  it('fit what is published with the same content', () => {
    expect(mismatches(pinsOf(lockfile), { '@dubbing/common@0.1.0': 'sha512-a' })).to.deep.equal([]);
  });
  it('do not fit another content, nor another version', () => {
    expect(mismatches(pinsOf(lockfile), { '@dubbing/common@0.1.0': 'sha512-z' })).to.have.lengthOf(1);
    expect(mismatches(pinsOf(lockfile), { '@dubbing/common@0.2.0': 'sha512-a' })).to.have.lengthOf(1);
  });
  it('do not fit without an integrity', () => {
    expect(
      mismatches({ '@dubbing/common@0.1.0': undefined }, { '@dubbing/common@0.1.0': 'sha512-a' }),
    ).to.have.lengthOf(1);
  });
});
