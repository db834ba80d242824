import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inTurn } from '../../../src/setup/turn.mjs';
import { keptProgress } from '../../support/silent-progress.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

describe('inTurn', () => {
  const { signal } = new AbortController();

  it('lets one in at a time', () =>
    withFiles({}, async (folder) => {
      const options = { path: join(folder, 'lock'), progress: keptProgress(), signal };
      /** @type {string[]} */
      const order = [];
      const visit = (/** @type {string} */ name) =>
        inTurn(options, async () => {
          order.push(`${name} in`);
          await Promise.resolve();
          order.push(`${name} out`);
        });
      await Promise.all([visit('a'), visit('b')]);
      expect(order.slice(0, 2)).to.deep.equal([order[0], order[0]?.replace('in', 'out')]);
      expect(order).to.have.lengthOf(4);
      expect(existsSync(options.path)).to.equal(false);
    }));

  it('takes the turn of a process that has gone', () =>
    withFiles({ lock: '999999999' }, async (folder) => {
      const options = { path: join(folder, 'lock'), progress: keptProgress(), signal };
      expect(await inTurn(options, () => Promise.resolve('done'))).to.equal('done');
    }));

  it('gives the turn back when the work fails, and stops waiting when it is told to', () =>
    withFiles({}, async (folder) => {
      const path = join(folder, 'lock');
      const waiting = new AbortController();
      await inTurn({ path, progress: keptProgress(), signal }, async () => {
        const second = inTurn({ path, progress: keptProgress(), signal: waiting.signal }, () => Promise.resolve());
        waiting.abort();
        expect(await second.catch((/** @type {Error} */ error) => error.name)).to.equal('AbortError');
        throw new Error('the work failed');
      }).catch(() => {});
      expect(existsSync(path)).to.equal(false);
    }));
});
