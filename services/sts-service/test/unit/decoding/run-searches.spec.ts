import { expect } from 'chai';
import { BeamSearch, beamSearch } from '../../../src/decoding/beam-search.js';
import { constrainedBeamSearch, ConstrainedBeamSearch } from '../../../src/decoding/constrained-beam-search.js';
import { GreedySearch, greedySearch } from '../../../src/decoding/greedy-search.js';
import { runSearches, type SteppedSearch } from '../../../src/decoding/run-searches.js';
import { ScriptedDecoder } from '../../support/scripted-decoder.js';

const end = 0;
const vocabulary = 16;
const { signal } = new AbortController();
const common = { endTokens: [end], maxLength: 20, processors: [], signal };
const beam = { ...common, beams: 3, lengthPenalty: 1, earlyStopping: false } as const;
const constrained = { ...common, beams: 4, lengthPenalty: 1, constraints: [[7, 8]], continuesWord: () => false };

/** Logits that look random and depend on the whole row; the end gets likelier with its length. */
function decoder(): ScriptedDecoder {
  return new ScriptedDecoder(vocabulary, (tokens) => {
    const seed = tokens.reduce((sum, token, at) => sum + (token + 1) * (at + 3), 0);
    return Array.from({ length: vocabulary }, (_, token) =>
      token === end ? tokens.length / 3 : 3 * Math.sin(seed * 12.9898 + token * 78.233),
    );
  });
}

/** The scripted decoder knows no sources: a prompt of its own is what makes a search another one. */
const prompts = [
  [1, 2],
  [3, 4],
  [5, 6],
  [9, 9],
] as const;

describe('runSearches', () => {
  it('gives each search what it finds alone, whenever the others end', async () => {
    const [first, second, third, fourth] = prompts;
    const alone = {
      greedy: await greedySearch(decoder(), { ...common, prompt: first }),
      beam: await beamSearch(decoder(), { ...beam, prompt: second }),
      constrained: await constrainedBeamSearch(decoder(), { ...constrained, prompt: third }),
      short: await greedySearch(decoder(), { ...common, maxLength: 4, prompt: fourth }),
    };
    const together = {
      greedy: new GreedySearch({ ...common, prompt: first }),
      beam: new BeamSearch({ ...beam, prompt: second }),
      constrained: new ConstrainedBeamSearch({ ...constrained, prompt: third }),
      short: new GreedySearch({ ...common, maxLength: 4, prompt: fourth }),
    };
    const shared = decoder();
    const left: SteppedSearch[] = [];
    await runSearches<SteppedSearch>(shared, Object.values(together), (search) => left.push(search));
    expect(together.greedy.answer).to.deep.equal(alone.greedy);
    expect(together.beam.answers).to.deep.equal(alone.beam);
    expect(together.constrained.answers).to.deep.equal(alone.constrained);
    expect(together.short.answer).to.deep.equal(alone.short);
    expect(shared.steps).to.be.at.most(common.maxLength);
    expect(left).to.have.members(Object.values(together));
    expect(left[0]).to.equal(together.short);
  });

  it('leaves out a search that is given up, at once, and no other', async () => {
    const [first, second, third] = prompts;
    const alone = await beamSearch(decoder(), { ...beam, prompt: second });
    const caller = new AbortController();
    let chosen = 0;
    const stopWhen = (): boolean => {
      chosen += 1;
      if (chosen === 2) caller.abort();
      return false;
    };
    const given = new GreedySearch({ ...common, prompt: first, signal: caller.signal, stopWhen });
    const kept = new BeamSearch({ ...beam, prompt: second });
    const never = new GreedySearch({ ...common, prompt: third, signal: AbortSignal.abort() });
    const left: SteppedSearch[] = [];
    await runSearches<SteppedSearch>(decoder(), [given, kept, never], (search) => left.push(search));
    expect(kept.answers).to.deep.equal(alone);
    expect(given.answer.tokens).to.have.length(2);
    expect(never.answer.tokens).to.deep.equal([]);
    expect(left).to.deep.equal([never, given, kept]);
  });

  it('takes no step for searches that all are given up', async () => {
    const shared = decoder();
    const search = new GreedySearch({ ...common, prompt: [1, 2], signal: AbortSignal.abort() });
    let left = 0;
    await runSearches(shared, [search], () => (left += 1));
    expect([shared.steps, left]).to.deep.equal([0, 1]);
  });

  it('does nothing for searches that are over before they begin', async () => {
    const full = new GreedySearch({ ...common, maxLength: 2, prompt: [1, 2] });
    const shared = decoder();
    await runSearches(shared, [full]);
    expect(shared.steps).to.equal(0);
    expect(full.answer.tokens).to.deep.equal([]);
  });
});
