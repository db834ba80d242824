import { Deferred } from '@dubbing/common';
import { expect } from 'chai';
import { runOut, type DrainedStreams } from '../../src/drain.js';

describe('runOut', () => {
  const streams = (answer: Promise<DrainedStreams>) => {
    const limits: number[] = [];
    return { limits, drain: (limitMs: number) => (limits.push(limitMs), answer) };
  };
  const usual = { limitMs: 60_000, lingerMs: 60_000, signal: new AbortController().signal };

  it('gives the streams their time, and is over with them where nobody can have watched', async () => {
    const watched = streams(Promise.resolve({ watched: 0 }));
    await runOut({ ...usual, streams: watched });
    expect(watched.limits).to.deep.equal([60_000]);
  });

  it('waits for players of HLS no longer than the limit', async () => {
    const times = [0, 59_999.9];
    await runOut({ ...usual, streams: streams(Promise.resolve({ watched: 1 })), nowMs: () => times.shift() ?? 0 });
    expect(times).to.deep.equal([]);
  });

  it('waits for them as long as it is told to, unless it is cut short', async () => {
    const cut = new AbortController();
    const answer = new Deferred<DrainedStreams>();
    const running = runOut({ ...usual, streams: streams(answer.promise), signal: cut.signal }).then(() => 'over');
    answer.resolve({ watched: 1 });
    const later = new Promise((resolve) => setImmediate(() => resolve('later')));
    expect(await Promise.race([running, later])).to.equal('later');
    cut.abort();
    expect(await running).to.equal('over');
  });
});
