import { expect } from 'chai';

import { ByteJoiner } from '../../../src/media/byte-joiner.js';

describe('ByteJoiner', () => {
  it('gives a piece back as it is where nothing is kept', () => {
    const joiner = new ByteJoiner();
    const piece = Buffer.from('abc');
    expect(joiner.join(piece)).to.equal(piece);
    joiner.keep(piece.subarray(3), 9);
    expect(joiner.join(piece)).to.equal(undefined);
  });

  it('waits until as much is there as is needed, then joins once', () => {
    const joiner = new ByteJoiner();
    joiner.keep(Buffer.from('ab'), 6);
    expect(joiner.join(Buffer.from('c'))).to.equal(undefined);
    expect(joiner.join(Buffer.from('de'))).to.equal(undefined);
    expect(joiner.join(Buffer.from('fgh'))?.toString()).to.equal('abcdefgh');
    expect(joiner.join(Buffer.from('i'))?.toString()).to.equal('i');
  });

  it('forgets what it kept', () => {
    const joiner = new ByteJoiner();
    joiner.keep(Buffer.from('ab'), 6);
    joiner.clear();
    expect(joiner.join(Buffer.from('c'))?.toString()).to.equal('c');
  });
});
