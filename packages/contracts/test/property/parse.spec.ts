import { expect } from 'chai';
import * as fc from 'fast-check';
import { sampledClasses, samples } from '../support/samples.js';
import { prototypesOf } from '../support/untouched.js';
import { classOf, mix, mixed } from './mixed.js';
import { mutated, recipe } from './mutate.js';
import { make, strange } from './strange.js';
import { twice, writtenTwice } from './twice.js';
import { verdictOf, type Verdict } from './verdict.js';

/** The same messages in every run; with another `CONTRACTS_SEED` others. A failure tells its seed. */
const seed = Number(process.env['CONTRACTS_SEED'] ?? 20_260_101);
const share = Number(process.env['CONTRACTS_RUNS'] ?? 1);

describe('parse, of any message whatever', () => {
  const changedPrototypes = prototypesOf(sampledClasses);
  const verdicts = new Map<string, { accepted: number; refused: number }>();

  function count(name: string, verdict: Verdict): void {
    const counts = verdicts.get(name) ?? { accepted: 0, refused: 0 };
    if ('message' in verdict) counts.accepted += 1;
    else counts.refused += 1;
    verdicts.set(name, counts);
  }

  // Half of the messages end in an error whose stack nobody reads, and it costs more than the message.
  const { stackTraceLimit } = Error;
  before(() => {
    Error.stackTraceLimit = 0;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  afterEach(() => {
    expect(changedPrototypes()).to.deep.equal([]);
  });

  it('keeps its promises for samples that were mutated', function () {
    this.timeout(0);
    fc.assert(
      fc.property(recipe, (made) => {
        const messageClass = samples[made.sample]?.messageClass;
        if (messageClass === undefined) throw new Error(`there is no sample ${made.sample}`);
        count(messageClass.name, verdictOf(messageClass, mutated(made)));
      }),
      { seed, numRuns: 65_000 * share },
    );
  });

  it('keeps its promises for messages of fields that were mixed', function () {
    this.timeout(0);
    fc.assert(
      fc.property(mix, (made) => {
        const messageClass = classOf(made);
        count(messageClass.name, verdictOf(messageClass, mixed(made)));
      }),
      { seed, numRuns: 35_000 * share },
    );
  });

  it('takes the last of two fields of one name in a text, as JSON.parse does', function () {
    this.timeout(0);
    fc.assert(
      fc.property(twice, (made) => {
        const { messageClass, text, last } = writtenTwice(made);
        const [verdict, once] = [verdictOf(messageClass, JSON.parse(text)), verdictOf(messageClass, last)];
        expect('error' in verdict ? verdict.error.faults : verdict.message).to.deep.equal(
          'error' in once ? once.error.faults : once.message,
        );
      }),
      { seed, numRuns: 2500 * share },
    );
  });

  it('keeps its promises for what is no message at all', function () {
    this.timeout(0);
    fc.assert(
      fc.property(fc.constantFrom(...sampledClasses), strange, (messageClass, thing) => {
        verdictOf(messageClass, make(thing));
      }),
      { seed, numRuns: 2500 * share },
    );
  });

  it('saw messages of every class, good ones and bad ones', () => {
    const unseen = sampledClasses.filter(({ name }) => {
      const { accepted = 0, refused = 0 } = verdicts.get(name) ?? {};
      return Math.min(accepted, refused) < 100 * share;
    });
    expect(unseen.map(({ name }) => [name, verdicts.get(name)])).to.deep.equal([]);
  });
});
