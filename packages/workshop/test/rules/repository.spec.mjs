import { expect } from 'chai';
import { repositoryRoot } from '../../src/paths.mjs';
import { rules } from '../../src/rules/all.mjs';
import { readTree } from '../../src/rules/tree.mjs';

describe('The repository', () => {
  /** @type {import('../../src/rules/tree.mjs').Tree} */
  let tree;
  before(async () => {
    tree = await readTree(repositoryRoot);
  });

  for (const [sentence, rule] of Object.entries(rules)) {
    it(sentence, () => {
      const faults = rule(tree).map(({ path, message }) => `${path}: ${message}`);
      expect(faults, `\n  ${faults.join('\n  ')}\n`).to.deep.equal([]);
    });
  }
});
