import { expect } from 'chai';
import { readGenerationSettings } from '../../../src/decoding/generation-settings.js';
import {
  forceEnd,
  minNewTokens,
  noBadWords,
  noRepeatNgram,
  repetitionPenalty,
  suppressAtBegin,
  type LogitProcessor,
} from '../../../src/decoding/logit-processors.js';
import { logSumExp, toLogProbabilities } from '../../../src/decoding/log-probabilities.js';
import { isStuck } from '../../../src/decoding/repetition.js';
import { TokenSequence } from '../../../src/decoding/token-sequence.js';
import { usualProcessors } from '../../../src/decoding/usual-processors.js';

function sequenceOf(prompt: readonly number[], chosen: readonly number[]): TokenSequence {
  const sequence = new TokenSequence(prompt, prompt.length + chosen.length + 4);
  for (const token of chosen) sequence.push(token);
  return sequence;
}

/** Which of five tokens a processor forbids. */
function forbidden(processor: LogitProcessor, sequence: TokenSequence): number[] {
  const logits = new Float32Array(5);
  processor.apply(logits, sequence);
  return [...logits.keys()].filter((token) => logits[token] === -Infinity);
}

describe('logit processors', () => {
  it('forbid tokens right after the prompt', () => {
    expect(forbidden(suppressAtBegin([1, 2]), sequenceOf([4, 4], []))).to.deep.equal([1, 2]);
    expect(forbidden(suppressAtBegin([1, 2]), sequenceOf([4, 4], [3]))).to.deep.equal([]);
  });

  it('forbid the end before the least length and force it at the most', () => {
    expect(forbidden(minNewTokens(2, [0]), sequenceOf([4], [3]))).to.deep.equal([0]);
    expect(forbidden(minNewTokens(2, [0]), sequenceOf([4], [3, 3]))).to.deep.equal([]);
    expect(forbidden(forceEnd(4, [0]), sequenceOf([4], [3, 3]))).to.deep.equal([1, 2, 3, 4]);
    expect(forbidden(forceEnd(4, [0]), sequenceOf([4], [3]))).to.deep.equal([]);
  });

  it('forbid the last token of a bad word behind its others', () => {
    const processor = noBadWords([[1, 2, 3], [4]]);
    expect(forbidden(processor, sequenceOf([0], [1, 2]))).to.deep.equal([3, 4]);
    expect(forbidden(processor, sequenceOf([0], [2]))).to.deep.equal([4]);
  });

  it('forbid what would make a run of tokens come twice', () => {
    expect(forbidden(noRepeatNgram(2), sequenceOf([1], [2, 1, 3, 1]))).to.deep.equal([2, 3]);
    expect(forbidden(noRepeatNgram(3), sequenceOf([1], [2, 3, 1, 2]))).to.deep.equal([3]);
    expect(forbidden(noRepeatNgram(3), sequenceOf([1], [2]))).to.deep.equal([]);
  });

  it('make what was said less likely, once per token', () => {
    const logits = Float32Array.of(2, -2, 2, -2, 1);
    repetitionPenalty(2).apply(logits, sequenceOf([0], [1, 1, 0]));
    expect([...logits]).to.deep.equal([1, -4, 2, -2, 1]);
  });

  it('come from the settings of a model, with what older files say beneath', () => {
    const settings = readGenerationSettings(
      { num_beams: 6, eos_token_id: 1, pad_token_id: 4, max_length: 99 },
      { num_beams: 4, bad_words_ids: [[4]], forced_eos_token_id: 0, eos_token_id: [0], length_penalty: null },
    );
    expect(settings).to.deep.include({ beams: 4, endTokens: [0], maxLength: 99, lengthPenalty: 1 });
    const processors = usualProcessors(settings, 10, 1);
    expect(processors.flatMap((processor) => forbidden(processor, sequenceOf([4], [])))).to.deep.equal([4]);
  });
});

describe('log probabilities', () => {
  it('sum to one, whatever the size of the logits', () => {
    const logits = Float32Array.of(900, 901, 899, -Infinity);
    toLogProbabilities(logits);
    expect(logits.reduce((sum, each) => sum + Math.exp(each), 0)).to.be.closeTo(1, 1e-4);
    expect(logSumExp(Float32Array.of(-Infinity, -Infinity))).to.equal(-Infinity);
  });
});

describe('isStuck', () => {
  it('knows a loop from a repetition', () => {
    const stuck = (chosen: readonly number[]) => isStuck(sequenceOf([9], chosen));
    const many = (run: readonly number[], times: number) => Array.from({ length: times }, () => run).flat();
    expect(stuck(many([1], 8))).to.equal(true);
    expect(stuck(many([1], 5))).to.equal(false);
    expect(stuck([7, 7, ...many([1, 2, 3, 4, 5], 4)])).to.equal(true);
    expect(stuck([...many([1, 2, 3, 4, 5], 4), 1, 2])).to.equal(true);
    expect(stuck(many([1, 2, 3, 4, 5], 3))).to.equal(false);
  });
});
