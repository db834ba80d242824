import { expect } from 'chai';
import { missingFrom } from '../../../src/system/dpkg.mjs';

describe('missingFrom', () => {
  it('counts only what is installed', () => {
    const output = 'flite ii \nffmpeg un \nespeak-ng rc \napertium hi \n';
    const names = ['flite', 'ffmpeg', 'espeak-ng', 'apertium', 'never-heard-of'];
    expect(missingFrom(names, output)).to.deep.equal(['ffmpeg', 'espeak-ng', 'never-heard-of']);
  });
});
