import { expect } from 'chai';

import { KeyFrames } from '../../../../src/ingest/picture/key-frames.js';
import type { RandomAccess } from '../../../../src/media/random-access.js';

/** Shows one picture a second; answers at which seconds there was a key frame. */
function keysOf(pictures: readonly RandomAccess[]): number[] {
  const keyFrames = new KeyFrames();
  return pictures.flatMap((access, second) =>
    keyFrames.isKey(access, BigInt(second) * 1_000_000_000n) ? [second] : [],
  );
}

describe('KeyFrames', () => {
  it('takes IDR pictures and open entries, and no plain I picture between them', () => {
    expect(keysOf(['closed', 'intra', 'none', 'open', 'gradual', 'closed'])).to.deep.equal([0, 3, 5]);
  });

  it('waits for a proper entry before it takes a lesser one', () => {
    expect(keysOf(['none', 'intra', 'none', 'none', 'intra', 'none', 'intra'])).to.deep.equal([4, 6]);
    expect(keysOf(['none', 'intra', 'closed', 'none', 'none', 'none', 'intra'])).to.deep.equal([2]);
  });

  it('enters a source that refreshes its picture gradually where it has recovered', () => {
    const pictures: RandomAccess[] = ['closed'];
    for (let second = 1; second < 20; second += 1) pictures.push(second % 2 === 0 ? 'gradual' : 'none');
    expect(keysOf(pictures)).to.deep.equal([0, 12, 14, 16, 18]);
  });
});
