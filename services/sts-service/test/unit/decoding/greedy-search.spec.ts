import { expect } from 'chai';
import { greedySearch } from '../../../src/decoding/greedy-search.js';
import { noRepeatNgram, suppress } from '../../../src/decoding/logit-processors.js';
import { isStuck } from '../../../src/decoding/repetition.js';
import { confidenceOf } from '../../../src/decoding/search.js';
import { ScriptedDecoder } from '../../support/scripted-decoder.js';

const end = 0;
const base = { prompt: [9], endTokens: [end], maxLength: 20, processors: [], signal: new AbortController().signal };

/** The likeliest next token is one more than the last, up to 4, then the end. */
function counting(): ScriptedDecoder {
  return new ScriptedDecoder(10, (tokens) => {
    const last = tokens.at(-1) ?? 0;
    const next = last === 9 ? 1 : last === 4 ? end : last + 1;
    return Array.from({ length: 10 }, (_, token) => (token === next ? 3 : token === 7 ? 2 : 0));
  });
}

describe('greedySearch', () => {
  it('takes the likeliest token until the end', async () => {
    const { tokens, ended } = await greedySearch(counting(), base);
    expect(tokens).to.deep.equal([1, 2, 3, 4]);
    expect(ended).to.equal(true);
  });

  it('tells the log probability of each token, the end included', async () => {
    const answer = await greedySearch(counting(), base);
    const each = 3 - Math.log(Math.exp(3) + Math.exp(2) + 8);
    expect(answer.tokenLogProbabilities).to.have.length(5);
    for (const logProbability of answer.tokenLogProbabilities) expect(logProbability).to.be.closeTo(each, 1e-6);
    expect(confidenceOf(answer)).to.be.closeTo(Math.exp(each), 1e-6);
  });

  it('starts with all tokens of the prompt in one step', async () => {
    const decoder = counting();
    let positions = 0;
    const onPrompt = (logits: { positions: number }) => (positions = logits.positions);
    const { tokens } = await greedySearch(decoder, { ...base, prompt: [9, 1, 2], onPrompt });
    expect(tokens).to.deep.equal([3, 4]);
    expect(positions).to.equal(3);
    expect(decoder.steps).to.equal(3);
  });

  it('shows what it has chosen after each token, the end left out', async () => {
    const shown: number[][] = [];
    await greedySearch(counting(), { ...base, prompt: [9, 1], onProgress: (best) => shown.push(best.chosen()) });
    expect(shown).to.deep.equal([[2], [2, 3], [2, 3, 4]]);
  });

  it('stops at the limit and says so', async () => {
    const { tokens, ended } = await greedySearch(counting(), { ...base, maxLength: 3 });
    expect(tokens).to.deep.equal([1, 2]);
    expect(ended).to.equal(false);
  });

  it('never chooses a token that a processor forbids', async () => {
    const { tokens } = await greedySearch(counting(), { ...base, maxLength: 4, processors: [suppress([2])] });
    expect(tokens).to.deep.equal([1, 7, 8]);
  });

  it('gets out of a loop with the n-gram rule, and stops in one without', async () => {
    const looping = () => new ScriptedDecoder(10, () => [0, 0, 0, 5, 0, 0, 0, 4, 0, 0]);
    const free = await greedySearch(looping(), { ...base, processors: [noRepeatNgram(2)] });
    expect(free.tokens.slice(0, 4)).to.deep.equal([3, 3, 7, 3]);
    const stuck = await greedySearch(looping(), { ...base, stopWhen: (sequence) => isStuck(sequence) });
    expect(stuck.tokens).to.deep.equal([3, 3, 3, 3, 3, 3, 3, 3]);
    expect(stuck.ended).to.equal(false);
  });

  it('draws tokens by their probability when the temperature is not zero', async () => {
    const drawn = async (value: number) => {
      const options = { ...base, maxLength: 2, temperature: 1, random: () => value };
      return (await greedySearch(counting(), options)).tokens[0];
    };
    // Cumulated: 1/p for token 0, then e^3 for token 1, five times 1, then e^2 for token 7.
    expect(await drawn(0.5)).to.equal(1);
    expect(await drawn(0.9)).to.equal(7);
  });

  it('stops between two steps when it is told to', async () => {
    const controller = new AbortController();
    const decoder = counting();
    const stopWhen = () => {
      controller.abort(new Error('enough'));
      return false;
    };
    const search = greedySearch(decoder, { ...base, signal: controller.signal, stopWhen });
    const reason: unknown = await search.catch((error: unknown) => error);
    expect(reason).to.have.property('message', 'enough');
    expect(decoder.steps).to.equal(1);
  });
});
