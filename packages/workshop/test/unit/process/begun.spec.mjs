import { expect } from 'chai';
import { once } from 'node:events';
import { begin } from '../../../src/process/begun.mjs';

const { signal } = new AbortController();

describe('Work that is begun before its turn', () => {
  it('shows first what it wrote before, then what follows', async () => {
    /** @type {() => void} */
    let goOn = () => {};
    const begun = begin(async (output) => {
      output('one');
      await new Promise((resolve) => (goOn = () => resolve(undefined)));
      output('three');
      return 3;
    }, signal);
    const seen = ['zero'];
    const result = begun.show((text) => void seen.push(String(text)));
    seen.push('two');
    goOn();
    expect(await result).to.equal(3);
    expect(seen).to.deep.equal(['zero', 'one', 'two', 'three']);
  });

  it('gives its failure to whom it is shown', async () => {
    const begun = begin(() => Promise.reject(new Error('it broke')), signal);
    const error = await begun.show(() => {}).catch((/** @type {unknown} */ thrown) => thrown);
    expect(error).to.have.property('message', 'it broke');
  });

  it('is told to end, and waited for', async () => {
    let ended = false;
    const begun = begin(async (_, own) => {
      await once(own, 'abort');
      ended = true;
      throw own.reason;
    }, signal);
    await begun.stop();
    expect(ended).to.equal(true);
  });
});
