import { expect } from 'chai';
import { movePin, ourPins, withoutOurs } from '../../../src/registry/pin.mjs';

const manifest = `{
  "name": "media-service",
  "dependencies": {
    "@dubbing/common": "0.1.0",
    "express": "5.3.0"
  },
  "devDependencies": {
    "common-0.1.0": "npm:@dubbing/common@0.1.0",
    "@dubbing/contracts": "1.0.0"
  }
}
`;

describe('movePin', () => {
  it('moves the pin of one package, wherever it is, and touches nothing else', () => {
    const moved = movePin(manifest, { name: '@dubbing/contracts', version: '1.1.0' });
    expect(moved).to.equal(manifest.replace('"@dubbing/contracts": "1.0.0"', '"@dubbing/contracts": "1.1.0"'));
  });
  it('leaves pins under another name alone', () => {
    const moved = movePin(manifest, { name: '@dubbing/common', version: '0.2.0' });
    expect(moved).to.equal(manifest.replace('"@dubbing/common": "0.1.0"', '"@dubbing/common": "0.2.0"'));
  });
  it('changes nothing where the package is not pinned', () => {
    expect(movePin(manifest, { name: '@dubbing/other', version: '1.0.0' })).to.equal(manifest);
  });
});

describe('ourPins', () => {
  it('reads plain pins and those under another name', () => {
    const pins = ourPins({ '@dubbing/common': '0.1.0', old: 'npm:@dubbing/contracts@0.3.0', express: '5.3.0' });
    expect(Object.fromEntries(pins)).to.deep.equal({
      '@dubbing/common': { name: '@dubbing/common', version: '0.1.0' },
      old: { name: '@dubbing/contracts', version: '0.3.0' },
    });
  });
});

describe('withoutOurs', () => {
  it('forgets our packages and what else is inside them is left to npm', () => {
    const express = { version: '5.3.0' };
    const packages = {
      'node_modules/@dubbing/common': { version: '0.1.0' },
      'node_modules/old': { name: '@dubbing/contracts', version: '0.3.0' },
      'node_modules/express': express,
    };
    expect(withoutOurs({ packages }).packages).to.deep.equal({ 'node_modules/express': express });
  });
});
