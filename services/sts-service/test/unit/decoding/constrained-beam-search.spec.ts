import { expect } from 'chai';
import { constrainedBeamSearch } from '../../../src/decoding/constrained-beam-search.js';
import { suppress } from '../../../src/decoding/logit-processors.js';
import { ScriptedDecoder } from '../../support/scripted-decoder.js';

const end = 0;
const vocabulary = 12;

/** Wants to say 1 2 3 4 and end; everything else is unlikely. */
const fluent = () =>
  new ScriptedDecoder(vocabulary, (tokens) => {
    const last = tokens.at(-1) ?? 0;
    const next = last === 11 ? 1 : last < 4 ? last + 1 : end;
    return Array.from({ length: vocabulary }, (_, token) => (token === next ? 6 : 0));
  });

const options = {
  prompt: [11],
  endTokens: [end],
  maxLength: 24,
  processors: [],
  signal: new AbortController().signal,
  beams: 4,
  lengthPenalty: 1,
  continuesWord: () => false,
};

function has(tokens: readonly number[], run: readonly number[]): boolean {
  return ` ${tokens.join(' ')} `.includes(` ${run.join(' ')} `);
}

describe('constrainedBeamSearch', () => {
  const sets: readonly (readonly number[])[][] = [
    [[7]],
    [[7, 8, 9]],
    [[3], [2]],
    [
      [7, 8],
      [9, 10],
    ],
    [
      [7, 8, 9],
      [7, 10],
    ],
    [[7], [7], [7]],
    [
      [1, 2],
      [2, 3],
    ],
    [[5, 5, 6], [6], [8, 5, 5, 5]],
  ];
  for (const constraints of sets) {
    it(`has ${JSON.stringify(constraints)} in every answer`, async () => {
      const answers = await constrainedBeamSearch(fluent(), { ...options, constraints });
      expect(answers).to.not.be.empty;
      for (const { tokens } of answers) {
        for (const constraint of constraints) expect(has(tokens, constraint), tokens.join(' ')).to.equal(true);
      }
    });
  }

  it('says what comes twice in the constraints twice', async () => {
    const answers = await constrainedBeamSearch(fluent(), { ...options, constraints: [[7], [7], [7]] });
    for (const { tokens } of answers) expect(tokens.filter((token) => token === 7)).to.have.length.at.least(3);
  });

  it('puts a constraint where it costs least', async () => {
    const answers = await constrainedBeamSearch(fluent(), { ...options, constraints: [[2, 3]] });
    expect(answers[0]?.tokens).to.deep.equal([1, 2, 3, 4]);
    expect(answers[0]?.ended).to.equal(true);
  });

  it('makes room for all when hardly any is left', async () => {
    const constraints = [
      [7, 8, 9],
      [10, 6],
    ];
    const answers = await constrainedBeamSearch(fluent(), { ...options, maxLength: 8, constraints });
    expect(answers).to.not.be.empty;
    for (const { tokens } of answers) {
      expect(has(tokens, [7, 8, 9]) && has(tokens, [10, 6]), tokens.join(' ')).to.equal(true);
      expect(tokens.length).to.be.at.most(7);
    }
  });

  it('says a term although a processor forbids its tokens', async () => {
    const processors = [suppress([7, 8])];
    const [best] = await constrainedBeamSearch(fluent(), { ...options, processors, constraints: [[7, 8]] });
    expect(has(best?.tokens ?? [], [7, 8])).to.equal(true);
  });

  it('does not go on with the last word of a term', async () => {
    const continuesWord = (token: number) => token === 3;
    const answers = await constrainedBeamSearch(fluent(), { ...options, continuesWord, constraints: [[1, 2]] });
    expect(answers).to.not.be.empty;
    for (const { tokens } of answers) expect(has(tokens, [1, 2, 3]), tokens.join(' ')).to.equal(false);
  });

  it('stops between two steps when it is told to', async () => {
    const decoder = fluent();
    const aborted = { ...options, signal: AbortSignal.abort('no'), constraints: [[7]] };
    const reason: unknown = await constrainedBeamSearch(decoder, aborted).catch((error: unknown) => error);
    expect(reason).to.equal('no');
    expect(decoder.steps).to.equal(0);
  });
});
