import { expect } from 'chai';
import { withEveryVersion } from '../../../src/mix/versions.mjs';

const releases = {
  '@dubbing/common@0.1.0': 'sha512-a',
  '@dubbing/contracts@1.10.0': 'sha512-d',
  '@dubbing/contracts@1.2.0': 'sha512-c',
};

/** @param {Record<string, string>} devDependencies */
const manifest = (devDependencies) => `${JSON.stringify({ name: 'test-e2e', devDependencies }, undefined, 2)}\n`;

const alias = (/** @type {string} */ version) => ({ [`contracts-${version}`]: `npm:@dubbing/contracts@${version}` });

describe('The project that mixes all versions of the contracts', () => {
  it('is given those that it lacks, in their order and at their place', () => {
    const text = withEveryVersion(manifest({ chai: '6.3.0', ...alias('1.2.0'), mocha: '12.0.3' }), releases);
    expect(text).to.equal(manifest({ chai: '6.3.0', ...alias('1.2.0'), ...alias('1.10.0'), mocha: '12.0.3' }));
    expect(withEveryVersion(manifest({}), releases)).to.equal(manifest({ ...alias('1.2.0'), ...alias('1.10.0') }));
  });

  it('is left as it is where it has them all', () => {
    const text = manifest({ ...alias('1.10.0'), ...alias('1.2.0') });
    expect(withEveryVersion(text, releases)).to.equal(text);
  });

  it('is set right where a name stands for another version', () => {
    const wrong = manifest({ 'contracts-1.2.0': 'npm:@dubbing/contracts@1.10.0', ...alias('1.10.0') });
    expect(withEveryVersion(wrong, releases)).to.equal(manifest({ ...alias('1.2.0'), ...alias('1.10.0') }));
  });
});
