import { expect } from 'chai';
import { Wishes, type Wish } from '../../src/ending.js';

describe('Wishes', () => {
  let nowMs: number;
  const readAll = (...signals: [signal: NodeJS.Signals, atMs: number][]): (Wish | undefined)[] => {
    const wishes = new Wishes(() => nowMs);
    return signals.map(([signal, atMs]) => {
      nowMs = atMs;
      return wishes.read(signal);
    });
  };

  it('drain with the first SIGTERM, end at once with the second, and die with the third', () => {
    expect(readAll(['SIGTERM', 0], ['SIGTERM', 2000], ['SIGTERM', 4000], ['SIGTERM', 6000])).to.deep.equal([
      'drain',
      'end',
      'die',
      undefined,
    ]);
  });

  it('end at once with SIGINT, and die with what follows', () => {
    expect(readAll(['SIGINT', 0], ['SIGTERM', 2000])).to.deep.equal(['end', 'die']);
  });

  it('end at once with a SIGINT that follows a SIGTERM, however soon', () => {
    expect(readAll(['SIGTERM', 0], ['SIGINT', 1], ['SIGINT', 500])).to.deep.equal(['drain', 'end', undefined]);
  });

  it('take signals that come together for one', () => {
    expect(readAll(['SIGTERM', 0], ['SIGTERM', 5], ['SIGTERM', 999], ['SIGTERM', 1000])).to.deep.equal([
      'drain',
      undefined,
      undefined,
      'end',
    ]);
    expect(readAll(['SIGINT', 0], ['SIGINT', 3], ['SIGTERM', 4])).to.deep.equal(['end', undefined, undefined]);
  });
});
