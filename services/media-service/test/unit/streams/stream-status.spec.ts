import { expect } from 'chai';
import { describeStream } from '../../../src/streams/stream-status.js';
import type { StreamSpec } from '../../../src/worker/stream-spec.js';

describe('describeStream', () => {
  it('shows no password and no stream key of the input', () => {
    const inputOf = (input: string): string => {
      const spec = { id: 'news', input, sourceLanguage: 'en', targetLanguages: ['es'], delayMs: 8000, mode: 'aligned' };
      const facts = {
        state: 'starting',
        startedAt: new Date(0),
        endedAt: undefined,
        restarts: 0,
        error: undefined,
      } as const;
      // Only what the answer tells is given.
      return describeStream(spec as unknown as StreamSpec, undefined, facts).input;
    };
    expect(inputOf('rtmp://me:secret@camera.example/live/a')).to.not.contain('secret');
    expect(inputOf('rtmp://a.example/live2/abcd-1234-efgh-5678-ijkl')).to.not.contain('abcd-1234');
    expect(inputOf('srt://h.example:9000?mode=caller&streamid=read:key')).to.not.contain('read:key');
  });
});
