import { expect } from 'chai';
import { doubled } from '../../../src/upgrade/move.mjs';
import { changesFor, describeMove } from '../../../src/upgrade/report.mjs';

/** @type {import('../../../src/wire/compare.mjs').Change[]} */
const changes = [
  {
    grade: 'major',
    what: 'narrowed: maximum 2 → 1',
    definition: 'Slot',
    places: ['FragmentData.slot.maxMs', 'FragmentAck.slots[].maxMs'],
  },
  { grade: 'minor', what: 'message added', definition: 'FragmentPartial', places: ['FragmentPartial'] },
];

const facts = { directory: 'services/one', name: '@dubbing/contracts', from: '1.0.0', to: '1.1.0', warnings: [] };

describe('What a moved pin tells', () => {
  it('is of the messages that the project names', () => {
    expect(changesFor(changes, new Set(['FragmentAck'])).map(({ places }) => places)).to.deep.equal([
      ['FragmentAck.slots[].maxMs'],
    ]);
    expect(changesFor(changes, new Set(['FragmentPartial'])).map(({ what }) => what)).to.deep.equal(['message added']);
    expect(changesFor(changes, new Set(['Fragment']))).to.deep.equal([]);
  });
  it('is of the parts that the project names, wherever they are', () => {
    expect(changesFor(changes, new Set(['Slot']))).to.deep.equal(changes.slice(0, 1));
  });
  it('has the changelog, the wire and what to mind', () => {
    const text = describeMove({
      ...facts,
      entries: [{ version: '1.1.0', text: '- Ten.\n\n- Eleven.' }],
      changes,
      warnings: ['@dubbing/contracts wants another'],
    });
    expect(text.split('\n')).to.deep.equal([
      'services/one: @dubbing/contracts 1.0.0 → 1.1.0',
      '',
      '  1.1.0',
      '  - Ten.',
      '',
      '  - Eleven.',
      '',
      '  On the wire, of what services/one uses:',
      '    breaks: FragmentData.slot.maxMs, FragmentAck.slots[].maxMs: narrowed: maximum 2 → 1',
      '    new: FragmentPartial: message added',
      '',
      '  Mind: @dubbing/contracts wants another.',
      '',
    ]);
  });
  it('says that nothing changes on the wire, and nothing where nobody knows', () => {
    expect(describeMove({ ...facts, entries: [], changes: [] })).to.include('uses:\n    nothing');
    expect(describeMove({ ...facts, entries: [], changes: undefined })).not.to.include('wire');
  });
});

describe('A package that a project has twice', () => {
  it('is told', () => {
    const packages = {
      'node_modules/@dubbing/common': { version: '0.1.0' },
      'node_modules/@dubbing/contracts': { version: '1.1.0' },
      'node_modules/@dubbing/contracts/node_modules/@dubbing/common': { version: '0.2.0' },
      'node_modules/express/node_modules/debug': { version: '1.0.0' },
    };
    expect(doubled({ packages })).to.deep.equal([
      '@dubbing/contracts wants @dubbing/common 0.2.0 and brings it along; the project pins 0.1.0',
    ]);
  });
});
