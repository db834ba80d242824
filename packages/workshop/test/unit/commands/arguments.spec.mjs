import { expect } from 'chai';
import { partsNamed, takeSetUpOptions } from '../../../src/commands/arguments.mjs';

describe('takeSetUpOptions', () => {
  it('leaves the rest to the program', () => {
    expect(takeSetUpOptions(['--seconds', '90', '--no-install'])).to.deep.equal({
      mayInstall: false,
      rest: ['--seconds', '90'],
    });
    expect(takeSetUpOptions(['--record', 'out']).mayInstall).to.equal(true);
  });
});

describe('partsNamed', () => {
  it('is all parts by default', () => {
    expect(partsNamed([])).to.include.members(['common', 'media-service', 'test-e2e']);
  });
  it('refuses a name that is none', () => {
    expect(() => partsNamed(['media'])).to.throw('Unknown part: media');
  });
});
