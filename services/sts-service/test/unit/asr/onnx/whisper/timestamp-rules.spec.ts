import { expect } from 'chai';
import { TokenSequence } from '../../../../../src/decoding/token-sequence.js';
import { TimestampRules } from '../../../../../src/asr/onnx/whisper/timestamp-rules.js';
import type { WhisperTokens } from '../../../../../src/asr/onnx/whisper/whisper-tokens.js';

/** Words are 0 to 3, the end is 4, `<|notimestamps|>` is 6, times begin at 7. */
const tokens: WhisperTokens = {
  start: 5,
  end: 4,
  noTimestamps: 6,
  firstTimestamp: 7,
  previous: 5,
  noSpeech: 5,
  languages: new Map(),
};
const vocabulary = 12;

/** Which tokens may follow, when a word is by far the likeliest or as given. */
function allowed(said: readonly number[], logits = [9, 0, 0, 0, 9, 0, 9, 0, 0, 0, 0, 0]): number[] {
  const rules = new TimestampRules({ tokens, begin: 1, latestFirst: 2 });
  const sequence = new TokenSequence([5], vocabulary);
  for (const token of said) sequence.push(token);
  const values = Float32Array.from(logits);
  rules.apply(values, sequence);
  return [...values.keys()].filter((token) => values[token] !== -Infinity);
}

describe('TimestampRules', () => {
  it('begins with a time that is not late', () => {
    expect(allowed([])).to.deep.equal([7, 8, 9]);
  });

  it('goes on with words behind the first time', () => {
    expect(allowed([8])).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it('lets words or a later time follow words, never the mark of no times', () => {
    expect(allowed([8, 0])).to.deep.equal([0, 1, 2, 3, 4, 5, 9, 10, 11]);
  });

  it('lets the next segment begin where one ends, or later, or comes to the end', () => {
    const likelyTimes = [0, 0, 0, 0, 9, 0, 9, 0, 0, 0, 0, 0];
    expect(allowed([8, 0, 10], likelyTimes)).to.deep.equal([4, 5, 10, 11]);
  });

  it('goes on with words behind a pair', () => {
    expect(allowed([8, 0, 10, 10])).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it('takes a time when all together are likelier than any word', () => {
    // Three times of logit 2 weigh log(3) + 2 = 3.1.
    expect(allowed([8, 0], [3, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2])).to.deep.equal([9, 10, 11]);
    expect(allowed([8, 0], [3.2, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2])).to.include(0);
  });

  it('does not count times of what was said before', () => {
    const rules = new TimestampRules({ tokens, begin: 3, latestFirst: 2 });
    const values = new Float32Array(vocabulary);
    rules.apply(values, new TokenSequence([11, 0, 5], vocabulary));
    expect([...values.keys()].filter((token) => values[token] !== -Infinity)).to.deep.equal([7, 8, 9]);
  });
});
