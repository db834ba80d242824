import { expect } from 'chai';
import { beamSearch } from '../../../src/decoding/beam-search.js';
import { suppress } from '../../../src/decoding/logit-processors.js';
import { ScriptedDecoder } from '../../support/scripted-decoder.js';

const end = 0;
const start = 9;

/** Probabilities of what follows; what is left goes evenly to the tokens that are not named. */
function decoderOf(next: (tokens: readonly number[]) => Record<number, number>): ScriptedDecoder {
  return new ScriptedDecoder(10, (tokens) => {
    const named = next(tokens);
    const rest = (1 - Object.values(named).reduce((sum, each) => sum + each, 0)) / (10 - Object.keys(named).length);
    return Array.from({ length: 10 }, (_, token) => Math.log(named[token] ?? rest) + 5);
  });
}

/** The likeliest first token leads into a worse sentence than the second. */
const garden = () =>
  decoderOf((tokens) => {
    const said = tokens.slice(1).join(' ');
    if (said === '') return { 1: 0.5, 2: 0.4 };
    if (said === '1') return { 3: 0.3, 4: 0.28 };
    if (said === '2') return { 5: 0.9 };
    return { [end]: 0.9 };
  });

const options = {
  prompt: [start],
  endTokens: [end],
  maxLength: 12,
  processors: [],
  signal: new AbortController().signal,
  beams: 3,
  lengthPenalty: 1,
  earlyStopping: false,
} as const;

describe('beamSearch', () => {
  it('shows the likeliest sentence so far, which need not begin with the one before', async () => {
    const shown: string[] = [];
    await beamSearch(garden(), { ...options, onProgress: (best) => shown.push(best.chosen().join(' ')) });
    expect(shown.slice(0, 2)).to.deep.equal(['1', '2 5']);
  });

  it('finds the likeliest sentence where taking the likeliest token does not', async () => {
    const [best] = await beamSearch(garden(), options);
    expect(best?.tokens).to.deep.equal([2, 5]);
    expect(best?.ended).to.equal(true);
    expect(best?.logProbability).to.be.closeTo(Math.log(0.4 * 0.9 * 0.9), 1e-6);
    expect(best?.score).to.be.closeTo(Math.log(0.4 * 0.9 * 0.9) / 3, 1e-6);
  });

  it('gives as many answers as beams, best first', async () => {
    const answers = await beamSearch(garden(), options);
    expect(answers.map(({ tokens }) => tokens)).to.deep.equal([
      [2, 5],
      [1, 3],
      [1, 4],
    ]);
  });

  it('is greedy with one beam', async () => {
    const [best] = await beamSearch(garden(), { ...options, beams: 1 });
    expect(best?.tokens).to.deep.equal([1, 3]);
  });

  it('prefers short answers when the penalty of length says so', async () => {
    const shortOrLong = () =>
      decoderOf((tokens) => {
        const last = tokens.at(-1) ?? 0;
        if (last === start) return { 1: 0.5, 2: 0.49 };
        if (last === 1) return { [end]: 0.95 };
        return last < 6 ? { [last + 1]: 0.95 } : { [end]: 0.95 };
      });
    const [short] = await beamSearch(shortOrLong(), { ...options, lengthPenalty: 0 });
    expect(short?.tokens).to.deep.equal([1]);
    const [long] = await beamSearch(shortOrLong(), { ...options, lengthPenalty: 2 });
    expect(long?.tokens).to.deep.equal([2, 3, 4, 5, 6]);
  });

  it('gives what there is at the limit, not ended', async () => {
    const endless = decoderOf(() => ({ 3: 0.9, [end]: 1e-9 }));
    const answers = await beamSearch(endless, { ...options, maxLength: 4 });
    expect(answers[0]).to.deep.include({ tokens: [3, 3, 3], ended: false });
  });

  it('keeps processors to every beam', async () => {
    const answers = await beamSearch(garden(), { ...options, processors: [suppress([2, 3])] });
    expect(answers[0]?.tokens).to.deep.equal([1, 4]);
    for (const { tokens } of answers) expect(tokens).to.not.include.members([2]);
  });

  it('does not begin a step after it was told to stop', async () => {
    const decoder = garden();
    const reason: unknown = await beamSearch(decoder, { ...options, signal: AbortSignal.abort('no') }).catch(
      (error: unknown) => error,
    );
    expect(reason).to.equal('no');
    expect(decoder.steps).to.equal(0);
  });
});
