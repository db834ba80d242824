import { expect } from 'chai';
import { compareWire } from '../../../src/wire/compare.mjs';

/** @typedef {import('../../../src/wire/document.mjs').Schema} Schema */

/**
 * Two messages, which share a part.
 * @returns {{ $defs: Record<string, any> }}
 */
const before = () => ({
  $defs: {
    FragmentData: {
      type: 'object',
      required: ['fragmentId', 'sequence', 'slot', 'pcm'],
      properties: {
        fragmentId: { type: 'string', pattern: '^[a-z]+$' },
        sequence: { type: 'integer', minimum: 0, maximum: 100 },
        gain: { type: 'number', minimum: 0, maximum: 1 },
        slot: { $ref: '#/$defs/Slot' },
        pcm: { 'x-binary': true, 'x-maxBytes': 1000 },
        voices: { type: 'array', minItems: 1, maxItems: 16, items: { type: 'string', minLength: 1, maxLength: 64 } },
        status: { enum: ['spoken', 'empty', 'failed'] },
        source: { type: 'string', 'x-schemes': ['srt', 'rtmp'], default: 'srt' },
      },
      'x-rules': ['endsAfterStart'],
    },
    FragmentAck: {
      type: 'object',
      required: ['slots'],
      properties: { slots: { type: 'array', items: { $ref: '#/$defs/Slot' } } },
    },
    Slot: {
      type: 'object',
      required: ['targetMs'],
      properties: { targetMs: { type: 'number', maximum: 3_600_000 }, maxMs: { type: 'number', maximum: 3_600_000 } },
    },
  },
});

/** @param {(defs: Record<string, any>) => void} edit */
function changesAfter(edit) {
  const after = before();
  edit(after.$defs);
  return compareWire(before(), after).map(({ grade, places, what }) => `${grade} ${places.join(', ')}: ${what}`);
}

const inSlot = (/** @type {string} */ field) => `FragmentData.slot.${field}, FragmentAck.slots[].${field}`;

/** @type {Record<string, { edit: (defs: Record<string, any>) => void, is: string[] }>} */
const breaks = {
  'a field that is removed': {
    edit: ({ FragmentData: { properties } }) => delete properties.gain,
    is: ['major FragmentData.gain: removed'],
  },
  'a field that is renamed': {
    edit: ({ FragmentData }) => {
      const { gain, ...others } = FragmentData.properties;
      FragmentData.properties = { ...others, gainFactor: gain };
    },
    is: [
      'major FragmentData.gain: removed; looks renamed to gainFactor',
      'minor FragmentData.gainFactor: added, optional',
    ],
  },
  'a required field that is renamed to something else': {
    edit: ({ FragmentData }) => {
      const { sequence, ...others } = FragmentData.properties;
      FragmentData.properties = { ...others, number: sequence };
      FragmentData.required = ['fragmentId', 'number', 'slot', 'pcm'];
    },
    is: [
      'major FragmentData.sequence: removed; looks renamed to number',
      'major FragmentData.number: added, and required',
    ],
  },
  'a new required field': {
    edit: ({ Slot }) => {
      Slot.properties.minMs = { type: 'string' };
      Slot.required.push('minMs');
    },
    is: [`major ${inSlot('minMs')}: added, and required`],
  },
  'a field that is made required': {
    edit: ({ Slot }) => Slot.required.push('maxMs'),
    is: [`major ${inSlot('maxMs')}: made required`],
  },
  'an upper bound that is lowered': {
    edit: ({ Slot: { properties } }) => (properties.maxMs.maximum = 1000),
    is: [`major ${inSlot('maxMs')}: narrowed: maximum 3600000 → 1000`],
  },
  'a bound that is new': {
    edit: ({ Slot: { properties } }) => (properties.maxMs.minimum = 0),
    is: [`major ${inSlot('maxMs')}: narrowed: minimum none → 0`],
  },
  'a lower bound that is raised': {
    edit: ({ FragmentData: { properties } }) => (properties.sequence.minimum = 1),
    is: ['major FragmentData.sequence: narrowed: minimum 0 → 1'],
  },
  'a shorter text': {
    edit: ({ FragmentData: { properties } }) => (properties.voices.items.maxLength = 32),
    is: ['major FragmentData.voices[]: narrowed: maxLength 64 → 32'],
  },
  'a longer text at least': {
    edit: ({ FragmentData: { properties } }) => (properties.voices.items.minLength = 2),
    is: ['major FragmentData.voices[]: narrowed: minLength 1 → 2'],
  },
  'a shorter list': {
    edit: ({ FragmentData: { properties } }) => (properties.voices.maxItems = 8),
    is: ['major FragmentData.voices: narrowed: maxItems 16 → 8'],
  },
  'a longer list at least': {
    edit: ({ FragmentData: { properties } }) => (properties.voices.minItems = 2),
    is: ['major FragmentData.voices: narrowed: minItems 1 → 2'],
  },
  'items that must differ': {
    edit: ({ FragmentData: { properties } }) => (properties.voices.uniqueItems = true),
    is: ['major FragmentData.voices: narrowed: uniqueItems none → true'],
  },
  'fewer bytes': {
    edit: ({ FragmentData: { properties } }) => (properties.pcm['x-maxBytes'] = 999),
    is: ['major FragmentData.pcm: narrowed: x-maxBytes 1000 → 999'],
  },
  'a number that must be whole': {
    edit: ({ FragmentData: { properties } }) => (properties.gain.type = 'integer'),
    is: ['major FragmentData.gain: narrowed: type number → integer'],
  },
  'another type': {
    edit: ({ FragmentData: { properties } }) => (properties.sequence.type = 'string'),
    is: ['major FragmentData.sequence: type changed: integer → string'],
  },
  'a message in place of a number': {
    edit: ({ FragmentData: { properties } }) => (properties.gain = { $ref: '#/$defs/Slot' }),
    is: ['major FragmentData.gain: type changed: number → object'],
  },
  'a number in place of a message': {
    edit: ({ FragmentData: { properties } }) => (properties.slot = { type: 'number' }),
    is: ['major FragmentData.slot: type changed: object → number'],
  },
  'text in place of bytes': {
    edit: ({ FragmentData: { properties } }) => (properties.pcm = { type: 'string' }),
    is: ['major FragmentData.pcm: type changed: binary → string'],
  },
  'another pattern': {
    edit: ({ FragmentData: { properties } }) => (properties.fragmentId.pattern = '^[a-z0-9]+$'),
    is: ['major FragmentData.fragmentId: changed: pattern "^[a-z]+$" → "^[a-z0-9]+$"'],
  },
  'an enum that shrinks': {
    edit: ({ FragmentData: { properties } }) => (properties.status.enum = ['spoken', 'failed']),
    is: [
      'major FragmentData.status: narrowed: "empty" not taken any more: enum ["spoken","empty","failed"] → ["spoken","failed"]',
    ],
  },
  'fewer schemes of a URL': {
    edit: ({ FragmentData: { properties } }) => properties.source['x-schemes'].pop(),
    is: ['major FragmentData.source: narrowed: "rtmp" not taken any more: x-schemes ["srt","rtmp"] → ["srt"]'],
  },
  'another meaning of what is absent': {
    edit: ({ FragmentData: { properties } }) => (properties.source.default = 'rtmp'),
    is: ['major FragmentData.source: changed: default "srt" → "rtmp"'],
  },
  'a condition': {
    edit: ({ Slot }) => (Slot.allOf = [{ dependentRequired: { maxMs: ['targetMs'] } }]),
    is: [
      'major FragmentData.slot, FragmentAck.slots[]: narrowed: new condition {"dependentRequired":{"maxMs":["targetMs"]}}',
    ],
  },
  'an enum where there was none': {
    edit: ({ FragmentData: { properties } }) => (properties.fragmentId.enum = ['a']),
    is: ['major FragmentData.fragmentId: narrowed: enum none → ["a"]'],
  },
  'a rule that no keyword says': {
    edit: ({ FragmentData }) => FragmentData['x-rules'].push('lastsTheInterval'),
    is: ['major FragmentData: narrowed: new rule "lastsTheInterval"'],
  },
  'unknown fields that do not pass any more': {
    edit: ({ Slot }) => (Slot.additionalProperties = false),
    is: ['major FragmentData.slot, FragmentAck.slots[]: narrowed: additionalProperties none → false'],
  },
  'a keyword that the gate does not know': {
    edit: ({ Slot }) => (Slot.properties.maxMs['x-precision'] = 3),
    is: [`major ${inSlot('maxMs')}: narrowed: x-precision none → 3`],
  },
  'a message that is removed': {
    edit: (defs) => delete defs['FragmentAck'],
    is: ['major FragmentAck: message removed'],
  },
  'a message that is renamed': {
    edit: (defs) => {
      defs['FragmentTaken'] = defs['FragmentAck'];
      delete defs['FragmentAck'];
    },
    is: ['major FragmentAck: message removed; looks renamed to FragmentTaken', 'minor FragmentTaken: message added'],
  },
};

/** @type {Record<string, { edit: (defs: Record<string, any>) => void, is: string[] }>} */
const additions = {
  'a new optional field': {
    edit: ({ FragmentData: { properties } }) => (properties.mood = { type: 'string' }),
    is: ['minor FragmentData.mood: added, optional'],
  },
  'a field that is made optional': {
    edit: ({ Slot }) => (Slot.required = []),
    is: [`minor ${inSlot('targetMs')}: made optional`],
  },
  'an upper bound that is raised': {
    edit: ({ Slot: { properties } }) => (properties.maxMs.maximum = 7_200_000),
    is: [`minor ${inSlot('maxMs')}: widened: maximum 3600000 → 7200000`],
  },
  'a bound that is gone': {
    edit: ({ FragmentData: { properties } }) => delete properties.gain.minimum,
    is: ['minor FragmentData.gain: widened: minimum 0 → none'],
  },
  'a pattern that is gone': {
    edit: ({ FragmentData: { properties } }) => delete properties.fragmentId.pattern,
    is: ['minor FragmentData.fragmentId: widened: pattern "^[a-z]+$" → none'],
  },
  'a number that need not be whole': {
    edit: ({ FragmentData: { properties } }) => (properties.sequence.type = 'number'),
    is: ['minor FragmentData.sequence: widened: type integer → number'],
  },
  'a second type': {
    edit: ({ FragmentData: { properties } }) => (properties.fragmentId.type = ['string', 'integer']),
    is: ['minor FragmentData.fragmentId: widened: type string → string or integer'],
  },
  'an enum that grows': {
    edit: ({ FragmentData: { properties } }) => properties.status.enum.push('late'),
    is: [
      'minor FragmentData.status: widened: "late" taken as well: enum ["spoken","empty","failed"] → ["spoken","empty","failed","late"]',
    ],
  },
  'one more scheme of a URL': {
    edit: ({ FragmentData: { properties } }) => properties.source['x-schemes'].push('udp'),
    is: ['minor FragmentData.source: widened: "udp" taken as well: x-schemes ["srt","rtmp"] → ["srt","rtmp","udp"]'],
  },
  'a rule that is gone': {
    edit: ({ FragmentData }) => delete FragmentData['x-rules'],
    is: ['minor FragmentData: widened: rule "endsAfterStart" is gone'],
  },
  'a new message': {
    edit: (defs) => (defs['StreamLost'] = { type: 'object' }),
    is: ['minor StreamLost: message added'],
  },
};

/** @type {Record<string, (defs: Record<string, any>) => void>} */
const nothings = {
  'another order': (defs) => {
    const { properties } = defs['FragmentData'];
    defs['FragmentData'].properties = Object.fromEntries(Object.entries(properties).reverse());
    defs['FragmentData'].required.reverse();
    properties.status.enum.reverse();
  },
  'other words about a field': ({ Slot: { properties } }) => (properties.maxMs.description = 'In milliseconds.'),
  'a part that is called otherwise': (defs) => {
    defs['Room'] = defs['Slot'];
    delete defs['Slot'];
    defs['FragmentData'].properties.slot.$ref = '#/$defs/Room';
    defs['FragmentAck'].properties.slots.items.$ref = '#/$defs/Room';
  },
  'a type that the values of an enum have anyway': ({ FragmentData: { properties } }) =>
    (properties.status.type = 'string'),
  'a part that is written out': (defs) => (defs['FragmentData'].properties.slot = defs['Slot']),
};

describe('The comparison of two wire documents', () => {
  for (const [what, { edit, is }] of Object.entries({ ...breaks, ...additions })) {
    it(`grades ${what}`, () => {
      expect(changesAfter(edit)).to.deep.equal(is);
    });
  }
  for (const [what, edit] of Object.entries(nothings)) {
    it(`finds nothing in ${what}`, () => {
      expect(changesAfter(edit)).to.deep.equal([]);
    });
  }
  it('tells what shrinks and grows at once, the worse first', () => {
    const changes = changesAfter(
      ({ FragmentData: { properties } }) => (properties.status.enum = ['spoken', 'late', 'empty']),
    );
    expect(changes.map((line) => line.split(' ', 1)[0])).to.deep.equal(['major', 'minor']);
  });
  it('comes to an end where a message holds itself', () => {
    const tree = (/** @type {number} */ maxItems) => ({
      $defs: {
        Node: { properties: { children: { type: 'array', maxItems, items: { $ref: '#/$defs/Node' } } } },
      },
    });
    expect(compareWire(tree(2), tree(1)).map(({ places }) => places)).to.deep.equal([
      ['Node.children', 'Node.children[].children'],
    ]);
  });
});
