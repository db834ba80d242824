import { createLogger } from '@dubbing/common';
import { expect } from 'chai';
import { RareLog } from '../../../src/access/rare-log.js';
import { digestOf, isAnySecret, isSecret } from '../../../src/access/secret.js';
import { createServiceAccount } from '../../../src/access/service-account.js';

describe('Secrets', () => {
  it('are known by their digests', () => {
    expect(digestOf('abc')).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(isSecret('abc', digestOf('abc'))).to.equal(true);
    for (const wrong of ['', 'ab', 'abcd', 'ABC', digestOf('abc')])
      expect(isSecret(wrong, digestOf('abc'))).to.equal(false);
    expect(isAnySecret(['x', 'b'], ['a', 'b'].map(digestOf))).to.equal(true);
    expect(isAnySecret(['x'], ['a', 'b'].map(digestOf))).to.equal(false);
    expect(isAnySecret([], ['a'].map(digestOf))).to.equal(false);
    expect(isAnySecret(['a'], [])).to.equal(false);
  });

  it('of the service are made anew at each start, of characters that go everywhere', () => {
    const [one, two] = [createServiceAccount(), createServiceAccount()];
    expect(one.user).to.equal('media-service');
    expect(one.password).to.match(/^[0-9a-f]{48}$/);
    expect(one.password).not.to.equal(two.password);
  });
});

describe('A rare log', () => {
  it('writes now and then, and tells how much it left out, each kind by itself', () => {
    const lines: { msg: string; leftOut?: number }[] = [];
    const logger = createLogger({ service: 'test', write: (line) => lines.push(JSON.parse(line) as never) });
    let nowMs = 0;
    const log = new RareLog(logger, () => nowMs);
    for (nowMs = 0; nowMs < 10_000; nowMs += 10) log.warn('a', 'said', {});
    log.warn('b', 'said otherwise', {});
    log.warn('a', 'said', {});
    log.warn('a', 'said', {});
    expect(lines.map(({ msg, leftOut }) => [msg, leftOut])).to.deep.equal([
      ['said', undefined],
      ['said otherwise', undefined],
      ['said', 999],
    ]);
  });
});
