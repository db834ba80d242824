import { expect } from 'chai';
import { wirePromise } from '../../../src/rules/wire.mjs';
import { lastRelease, treeWith } from '../../support/contracts-tree.mjs';

/** @typedef {Record<string, any>} Defs */

/**
 * One break of each kind, in the messages as they were released last, and what has to be told of it.
 * @type {Record<string, { edit: (defs: Defs) => void, told: string }>}
 */
const planted = {
  'a field is removed': {
    edit: ({ Slot }) => {
      delete Slot.properties.maxMs;
      Slot.required = ['targetMs'];
    },
    told: 'FragmentData.slot.maxMs: removed',
  },
  'a field is renamed': {
    edit: ({ FragmentAck }) => {
      FragmentAck.properties.underWay = FragmentAck.properties.inFlight;
      delete FragmentAck.properties.inFlight;
      FragmentAck.required = ['fragmentId', 'sequence', 'underWay'];
    },
    told: 'FragmentAck.inFlight: removed; looks renamed to underWay',
  },
  'a field is made required': {
    edit: ({ StreamInit }) => StreamInit.required.push('glossary'),
    told: 'StreamInit.glossary: made required',
  },
  'a new field is required': {
    edit: ({ StreamInit }) => {
      StreamInit.properties.region = { type: 'string' };
      StreamInit.required.push('region');
    },
    told: 'StreamInit.region: added, and required',
  },
  'a number is narrowed': {
    edit: ({ FragmentData }) => (FragmentData.properties.deadlineMs.maximum = 60_000),
    told: 'FragmentData.deadlineMs: narrowed: maximum 3600000 → 60000',
  },
  'a text is narrowed': {
    edit: ({ Dub }) => (Dub.properties.text.maxLength = 100),
    told: 'FragmentProcessed.dubs[].text: narrowed: maxLength',
  },
  'a list is narrowed': {
    edit: ({ StreamInit }) => (StreamInit.properties.targetLanguages.maxItems = 8),
    told: 'StreamInit.targetLanguages: narrowed: maxItems 16 → 8',
  },
  'bytes are narrowed': {
    edit: ({ FragmentData }) => (FragmentData.properties.pcm['x-maxBytes'] = 1000),
    told: 'FragmentData.pcm: narrowed: x-maxBytes',
  },
  'a pattern is changed': {
    edit: ({ StreamInit }) => (StreamInit.properties.sourceLanguage.pattern = '^[a-z]{2}$'),
    told: 'StreamInit.sourceLanguage: changed: pattern',
  },
  'a type is changed': {
    edit: ({ FragmentData }) => (FragmentData.properties.sequence = { type: 'string' }),
    told: 'FragmentData.sequence: type changed: integer → string',
  },
  'an enum shrinks': {
    edit: ({ Dub }) => (Dub.properties.status.enum = ['spoken', 'failed']),
    told: 'FragmentProcessed.dubs[].status: narrowed: "empty" not taken any more',
  },
  'a rule is new': {
    edit: ({ FragmentAck }) => (FragmentAck.properties.inFlight['x-rules'] = ['prime']),
    told: 'FragmentAck.inFlight: narrowed: new rule "prime"',
  },
  'a condition is new': {
    edit: ({ Dub }) => Dub.allOf.push({ required: ['audio'] }),
    told: 'FragmentProcessed.dubs[]: narrowed: new condition',
  },
  'a message is removed': {
    edit: (defs) => delete defs['Backpressure'],
    told: 'Backpressure: message removed',
  },
};

const additions = /** @type {Record<string, { edit: (defs: Defs) => void, told: string }>} */ ({
  'an optional field is added': {
    edit: ({ FragmentData }) => (FragmentData.properties.speaker = { type: 'string' }),
    told: 'FragmentData.speaker: added, optional',
  },
  'a bound is widened': {
    edit: ({ FragmentData }) => (FragmentData.properties.deadlineMs.maximum = 7_200_000),
    told: 'FragmentData.deadlineMs: widened',
  },
  'an enum grows': {
    edit: ({ Dub }) => Dub.properties.status.enum.push('late'),
    told: 'FragmentProcessed.dubs[].status: widened: "late" taken as well',
  },
  'a message is added': {
    edit: (defs) => (defs['StreamLost'] = { type: 'object', properties: {} }),
    told: 'StreamLost: message added',
  },
});

describe('The gate, on the messages that were released', () => {
  /** @type {Awaited<ReturnType<typeof lastRelease>>} */
  let last;
  before(async () => {
    last = await lastRelease();
  });

  /**
   * @param {(defs: Defs) => void} edit
   * @param {string} [bump] What a changeset says.
   */
  const faultsAfter = (edit, bump) => {
    const now = structuredClone(last.released);
    edit(now.$defs);
    return wirePromise(treeWith({ ...last, now, bump })).map(({ message }) => message);
  };

  it('is open where nothing has changed', () => {
    expect(faultsAfter(() => {})).to.deep.equal([]);
  });

  for (const [what, { edit, told }] of Object.entries(planted)) {
    it(`is shut when ${what}, unless it is called major`, () => {
      for (const bump of [undefined, 'patch', 'minor']) {
        expect(faultsAfter(edit, bump), bump).to.have.lengthOf(1);
        expect(faultsAfter(edit, bump)[0]).to.include(told).and.include(`'@dubbing/contracts': major`);
      }
      expect(faultsAfter(edit, 'major')).to.deep.equal([]);
    });
  }

  for (const [what, { edit, told }] of Object.entries(additions)) {
    it(`is shut when ${what}, unless it is called minor at least`, () => {
      for (const bump of [undefined, 'patch']) {
        expect(faultsAfter(edit, bump), bump).to.have.lengthOf(1);
        expect(faultsAfter(edit, bump)[0]).to.include(told).and.include(`'@dubbing/contracts': minor`);
      }
      expect(faultsAfter(edit, 'minor')).to.deep.equal([]);
      expect(faultsAfter(edit, 'major')).to.deep.equal([]);
    });
  }

  it('names every field of every message that is taken away', () => {
    const fields = Object.entries(last.released.$defs).flatMap(([definition, { properties = {} }]) =>
      Object.keys(properties).map((field) => ({ definition, field })),
    );
    expect(fields).to.have.lengthOf.above(100);
    for (const { definition, field } of fields) {
      const [told] = faultsAfter((defs) => delete defs[definition].properties[field], 'minor');
      expect(told, `${definition}.${field}`).to.match(new RegExp(`\\.${field}(, [^:]*)?: removed`));
    }
  });

  it('names every field of every message that is narrowed, by whatever keyword it has', () => {
    let count = 0;
    for (const [definition, { properties = {} }] of Object.entries(last.released.$defs)) {
      for (const [field, schema] of Object.entries(properties)) {
        for (const narrower of narrowerThan(schema)) {
          const [told] = faultsAfter((defs) => (defs[definition].properties[field] = narrower), 'minor');
          const what = `${definition}.${field}: ${JSON.stringify(narrower)}`;
          expect(told, what).to.match(new RegExp(`\\.${field}(\\[\\])?(, [^:]*)?: (narrowed|changed|type)`));
          count += 1;
        }
      }
    }
    expect(count).to.be.above(200);
  });
});

/**
 * A schema, narrowed by each of its keywords in turn.
 *
 * @param {any} schema
 * @returns {unknown[]}
 */
function narrowerThan(schema) {
  /** @type {Record<string, (value: any) => unknown>} */
  const ways = {
    minimum: (value) => value + 1,
    maximum: (value) => value - 1,
    minLength: (value) => value + 1,
    maxLength: (value) => value - 1,
    minItems: (value) => value + 1,
    maxItems: (value) => value - 1,
    pattern: (value) => `${value}x`,
    enum: (value) => value.slice(1),
    type: (value) => (value === 'boolean' ? 'string' : 'boolean'),
    'x-maxBytes': (value) => value - 1,
    'x-schemes': (value) => value.slice(1),
    'x-rules': (value) => [...value, 'planted'],
  };
  const own = Object.entries(ways)
    .filter(([keyword]) => schema[keyword] !== undefined)
    .map(([keyword, way]) => ({ ...schema, [keyword]: way(schema[keyword]) }));
  const ofItems = schema.items === undefined || schema.items.$ref !== undefined ? [] : narrowerThan(schema.items);
  return [...own, ...ofItems.map((items) => ({ ...schema, items }))];
}
