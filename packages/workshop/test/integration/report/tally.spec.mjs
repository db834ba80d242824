import { expect } from 'chai';
import { join } from 'node:path';
import { inRepository } from '../../../src/paths.mjs';
import { startChild } from '../../../src/process/child.mjs';
import { tallied } from '../../../src/report/tally.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

const spec = `
  it('passes', () => {});
  it('fails', () => { throw new Error('on purpose'); });
  it('is skipped', function () { this.skip(); });
  it('is pending');
`;

describe('tallied', () => {
  it('sums what mocha counted in every run', () =>
    withFiles({ 'a.spec.cjs': spec, 'b.spec.cjs': `it('passes', () => {});` }, async (folder) => {
      const mocha = inRepository('node_modules/mocha/bin/mocha.js');
      const { code, tally } = await tallied(async (env) => {
        let worst = 0;
        for (const file of ['a.spec.cjs', 'b.spec.cjs']) {
          const { ended } = startChild(process.execPath, [mocha, '--no-config', join(folder, file)], {
            env: { ...process.env, ...env },
            stdio: 'ignore',
          });
          worst = Math.max(worst, (await ended).code ?? 1);
        }
        return worst;
      });
      expect(tally).to.deep.equal({ passed: 2, failed: 1, skipped: 2 });
      expect(code).to.equal(1);
    }));
});
