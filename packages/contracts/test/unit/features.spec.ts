import { expect } from 'chai';
import { agreeFeatures, featuresOf, PROTOCOL_VERSION, protocolFeatures } from '../../src/index.js';

describe('features of the protocol', () => {
  it('come with the version that brought them', () => {
    expect(featuresOf('1.0')).to.deep.equal([]);
    expect(featuresOf('1.1')).to.deep.equal(['partials']);
    expect(featuresOf('1.10')).to.include('partials');
  });

  it('are all in the version of this package', () => {
    expect(featuresOf(PROTOCOL_VERSION)).to.deep.equal(Object.keys(protocolFeatures));
  });

  it('are given where the client wished for them and the version has them', () => {
    expect(agreeFeatures('1.1', ['partials'])).to.deep.equal(['partials']);
    expect(agreeFeatures('1.0', ['partials'])).to.deep.equal([]);
    expect(agreeFeatures('1.1')).to.deep.equal([]);
    expect(agreeFeatures('1.1', ['of-tomorrow', 'toString', '__proto__'])).to.deep.equal([]);
  });
});
