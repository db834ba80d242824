import { expect } from 'chai';
import { parseSpec, specOf } from '../../../src/registry/spec.mjs';

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
});
