import { expect } from 'chai';
import { readTree } from '../../../src/rules/tree.mjs';
import { explainVerdict, isPromiseKept, judgeWire } from '../../../src/wire/gate.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

/** @param {Record<string, unknown>} properties */
const wireOf = (properties) => JSON.stringify({ $defs: { Ping: { type: 'object', properties } } });

const released = wireOf({ id: { type: 'string' }, count: { type: 'integer', maximum: 10 } });
const narrowed = wireOf({ id: { type: 'string' }, count: { type: 'integer', maximum: 9 } });
const grown = wireOf({ id: { type: 'string' }, count: { type: 'integer', maximum: 10 }, mood: { type: 'string' } });
const folder = 'packages/contracts/wire';

/**
 * @param {string} now
 * @param {Record<string, string>} [others]
 */
const judge = (now, others = {}) =>
  withFiles(
    {
      [`${folder}/v1.json`]: now,
      [`${folder}/released/1.9.0.json`]: narrowed,
      [`${folder}/released/1.10.0.json`]: released,
      'packages/contracts/package.json': JSON.stringify({ name: '@dubbing/contracts', version: '1.10.0' }),
      ...others,
    },
    async (root) => {
      const verdict = judgeWire(await readTree(root));
      if (verdict === undefined) throw new Error('nothing to judge');
      return { verdict, kept: isPromiseKept(verdict), text: explainVerdict(verdict) };
    },
  );

/** @param {string} bump */
const changeset = (bump) => ({ '.changeset/calm-cats-sing.md': `---\n'@dubbing/contracts': ${bump}\n---\n\nWhy.\n` });

describe('The gate of the wire', () => {
  it('holds the messages against the newest release', async () => {
    const { verdict, kept } = await judge(released);
    expect(verdict).to.deep.include({ since: '1.10.0', changes: [], needed: 'none' });
    expect(kept).to.equal(true);
  });

  it('stops a break, by message and field, and tells what the changeset would have to say', async () => {
    const { kept, text } = await judge(narrowed);
    expect(kept).to.equal(false);
    expect(text).to.include('@dubbing/contracts 1.10.0');
    expect(text).to.include('Ping.count: narrowed: maximum 10 → 9');
    expect(text).to.include(`'@dubbing/contracts': major`);
    expect(text).to.include('no changeset speaks of it');
  });

  for (const [bump, now, passes] of /** @type {const} */ ([
    ['patch', narrowed, false],
    ['minor', narrowed, false],
    ['major', narrowed, true],
    ['none', grown, false],
    ['patch', grown, false],
    ['minor', grown, true],
    ['major', grown, true],
  ])) {
    it(`${passes ? 'lets' : 'does not let'} ${now === grown ? 'an addition' : 'a break'} pass with ${bump}`, async () => {
      const { kept, text } = await judge(now, changeset(bump));
      expect(kept).to.equal(passes);
      if (!passes) expect(text).to.include(`.changeset/calm-cats-sing.md says ${bump}`);
    });
  }

  it('takes the greatest of several changesets', async () => {
    const { kept } = await judge(narrowed, {
      ...changeset('patch'),
      '.changeset/b.md': `---\n"@dubbing/common": minor\n"@dubbing/contracts": "major"\n---\n`,
    });
    expect(kept).to.equal(true);
  });

  it('hears no changeset of another package, and no README', async () => {
    const others = {
      '.changeset/README.md': `---\n'@dubbing/contracts': major\n---\n`,
      '.changeset/a.md': `---\n'@dubbing/common': major\n---\n\n'@dubbing/contracts': major\n`,
    };
    expect((await judge(narrowed, others)).kept).to.equal(false);
  });

  it('takes a version that has been raised, as the changesets asked, for what they said', async () => {
    /** @param {string} version */
    const at = (version) => ({
      'packages/contracts/package.json': JSON.stringify({ name: '@dubbing/contracts', version }),
    });
    expect((await judge(narrowed, at('1.11.0'))).kept).to.equal(false);
    expect((await judge(narrowed, at('2.0.0'))).kept).to.equal(true);
    expect((await judge(grown, at('1.11.0'))).kept).to.equal(true);
    expect((await judge(grown, at('1.10.1'))).kept).to.equal(false);
  });

  it('tells of additions only what the changeset leaves open', async () => {
    const both = wireOf({ count: { type: 'integer', maximum: 10 }, mood: { type: 'boolean' } });
    const { text } = await judge(both, changeset('minor'));
    expect(text).to.include('Ping.id: removed');
    expect(text).not.to.include('Ping.mood');
  });
});
