import { expect } from 'chai';
import { bumpBetween, compareVersions, greatestBump } from '../../src/version.mjs';

describe('Versions', () => {
  it('are ordered by their numbers', () => {
    expect(['1.10.0', '0.3.0', '1.9.1', '1.9.0'].sort(compareVersions)).to.deep.equal([
      '0.3.0',
      '1.9.0',
      '1.9.1',
      '1.10.0',
    ]);
    expect(compareVersions('1.2.3', '1.2.3')).to.equal(0);
  });
  it('differ by a bump', () => {
    expect(bumpBetween('1.1.0', '1.1.1')).to.equal('patch');
    expect(bumpBetween('1.1.9', '1.2.0')).to.equal('minor');
    expect(bumpBetween('1.9.9', '2.0.0')).to.equal('major');
    expect(bumpBetween('1.2.0', '1.1.0')).to.equal('none');
    expect(bumpBetween('1.2.0', '1.2.0')).to.equal('none');
  });
  it('are raised by the greatest of several bumps', () => {
    expect(greatestBump(['patch', 'major', 'minor'])).to.equal('major');
    expect(greatestBump([])).to.equal('none');
  });
});
