import { expect } from 'chai';
import { entriesBetween } from '../../../src/upgrade/changelog.mjs';

const changelog = `# @dubbing/contracts

## 1.10.0

### Minor Changes

- Ten.

## 1.9.1

### Patch Changes

- Nine.

## 1.9.0

- Before.
`;

describe('The entries of a changelog between two versions', () => {
  it('are those after the one, up to the other', () => {
    expect(entriesBetween(changelog, '1.9.0', '1.10.0')).to.deep.equal([
      { version: '1.10.0', text: '### Minor Changes\n\n- Ten.' },
      { version: '1.9.1', text: '### Patch Changes\n\n- Nine.' },
    ]);
  });
  it('are the same on the way back', () => {
    expect(entriesBetween(changelog, '1.10.0', '1.9.1').map(({ version }) => version)).to.deep.equal(['1.10.0']);
  });
  it('are none between a version and itself', () => {
    expect(entriesBetween(changelog, '1.9.1', '1.9.1')).to.deep.equal([]);
  });
});
