import { expect } from 'chai';
import { bumpBetween, greatestBump } from '../../src/version.mjs';

describe('Versions', () => {
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
