import { expect } from 'chai';
import { planOf, sectionOf } from '../../../src/release/plan.mjs';

/**
 * @param {string} name
 * @param {string} version
 * @param {Record<string, string>} [dependencies]
 */
const manifest = (name, version, dependencies = {}) =>
  /** @type {const} */ ([`packages/${name}`, { name, version, dependencies }]);

describe('planOf', () => {
  it('has the packages whose version changes, each after those that it depends on', () => {
    const before = new Map([
      manifest('a', '1.0.0'),
      manifest('b', '0.9.0'),
      manifest('c', '1.9.9'),
      manifest('d', '1.0.0'),
    ]);
    const after = new Map([
      manifest('a', '1.0.1', { b: '1.0.0', express: '5.0.0' }),
      manifest('b', '1.0.0', { c: '1.10.0' }),
      manifest('c', '1.10.0'),
      manifest('d', '1.0.0'),
    ]);
    expect(planOf(before, after)).to.deep.equal([
      { directory: 'packages/c', name: 'c', from: '1.9.9', to: '1.10.0', bump: 'minor' },
      { directory: 'packages/b', name: 'b', from: '0.9.0', to: '1.0.0', bump: 'major' },
      { directory: 'packages/a', name: 'a', from: '1.0.0', to: '1.0.1', bump: 'patch' },
    ]);
  });
});

describe('sectionOf', () => {
  const changelog =
    '# a\n\n## 1.1.0\n\n### Minor Changes\n\n- More.\n\n## 1.1.0-rc\n\n- Less.\n\n## 1.0.0\n\n- First.\n';
  it('is what stands under a version', () => {
    expect(sectionOf(changelog, '1.1.0')).to.equal('### Minor Changes\n\n- More.');
    expect(sectionOf(changelog, '1.0.0')).to.equal('- First.');
    expect(sectionOf(changelog, '0.9.0')).to.equal('');
  });
});
