import { expect } from 'chai';
import { compareVersions, parseSpec, specOf } from '../../../src/registry/spec.mjs';

describe('name@version', () => {
  it('is taken apart and put together, with a scope or without', () => {
    const release = { name: '@dubbing/common', version: '1.0.0-rc.1' };
    expect(parseSpec('@dubbing/common@1.0.0-rc.1')).to.deep.equal(release);
    expect(specOf(release)).to.equal('@dubbing/common@1.0.0-rc.1');
    expect(parseSpec('common@1.0.0')).to.deep.equal({ name: 'common', version: '1.0.0' });
  });
  it('wants a version', () => {
    expect(() => parseSpec('@dubbing/common')).to.throw('@dubbing/common');
  });
  it('is in the order of versions', () => {
    const versions = ['1.10.0', '1.0.0', '1.9.0', '0.3.0', '1.0.0-rc.2', '1.0.0-rc.10'];
    expect(versions.sort(compareVersions)).to.deep.equal([
      '0.3.0',
      '1.0.0-rc.2',
      '1.0.0-rc.10',
      '1.0.0',
      '1.9.0',
      '1.10.0',
    ]);
  });
});
