import { expect } from 'chai';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../../../src/json.mjs';
import { inRepository } from '../../../src/paths.mjs';
import { startChild } from '../../../src/process/child.mjs';
import { wirePromise } from '../../../src/rules/wire.mjs';
import { treeWith } from '../../support/contracts-tree.mjs';

/** @typedef {import('../../support/contracts-tree.mjs').Wire} Wire */

/**
 * Edits of classes, as a person would make them, and what has to be told of each.
 * @type {{ what: string, file: string, from: string, to: string, told: string, needs: 'minor' | 'major' }[]}
 */
const edits = [
  {
    what: 'a field gets another name',
    file: 'v1/slot.ts',
    from: 'maxMs!: number',
    to: 'longestMs!: number',
    told: 'FragmentData.slot.maxMs: removed; looks renamed to longestMs',
    needs: 'major',
  },
  {
    what: 'a number gets a lower bound',
    file: 'v1/fragment-data.ts',
    from: '@IsWhole(1, 3_600_000)',
    to: '@IsWhole(1, 60_000)',
    told: 'FragmentData.deadlineMs: narrowed: maximum 3600000 → 60000',
    needs: 'major',
  },
  {
    what: 'a field is not optional any more',
    file: 'v1/stream-init.ts',
    from: '@IsOptional()\n  @IsGlossary()',
    to: '@IsGlossary()',
    told: 'StreamInit.glossary: made required',
    needs: 'major',
  },
  {
    what: 'a list of values gets shorter',
    file: 'v1/dub.ts',
    from: `['spoken', 'empty', 'failed']`,
    to: `['spoken', 'failed']`,
    told: 'FragmentProcessed.dubs[].status: narrowed: "empty" not taken any more',
    needs: 'major',
  },
  {
    what: 'a number becomes a text',
    file: 'v1/fragment-ack.ts',
    from: '@IsCount()\n  sequence!: number',
    to: '@IsId()\n  sequence!: string',
    told: 'FragmentAck.sequence: type changed: integer → string',
    needs: 'major',
  },
  {
    what: 'a field is gone',
    file: 'v1/backpressure.ts',
    from: '@IsCount()\n  inFlight!: number;',
    to: '',
    told: 'Backpressure.inFlight: removed',
    needs: 'major',
  },
  {
    what: 'an optional field is new',
    file: 'v1/stream-init.ts',
    from: '@IsOptional()\n  @IsGlossary()',
    to: '@IsOptional()\n  @IsId()\n  region?: string;\n\n  @IsOptional()\n  @IsGlossary()',
    told: 'StreamInit.region: added, optional',
    needs: 'minor',
  },
];

describe('The gate, on classes that are edited', function () {
  this.timeout(120_000);
  /** @type {string} */
  let root;
  /** @type {Wire} */
  let untouched;

  /** Where a copy of the package is, with the compiler and the libraries of this repository. */
  const inPackage = (/** @type {string[]} */ ...path) => join(root, 'packages/contracts', ...path);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'dubbing-wire-'));
    for (const entry of ['src', 'tools', 'fixtures', 'wire', 'package.json']) {
      await cp(inRepository('packages/contracts', entry), inPackage(entry), { recursive: true });
    }
    const { compilerOptions } = /** @type {{ compilerOptions: object }} */ (
      await readJson(inRepository('packages/contracts/tsconfig.json'))
    );
    const config = { extends: inRepository('tsconfig.base.json'), compilerOptions, include: ['src', 'tools'] };
    // Half of an edit may not be sound; what counts is what it would put on the wire.
    await writeFile(
      inPackage('tsconfig.json'),
      JSON.stringify({ ...config, compilerOptions: { ...compilerOptions, types: ['node'], noCheck: true } }),
    );
    await symlink(inRepository('node_modules'), join(root, 'node_modules'));
    untouched = await generate();
  });
  after(() => rm(root, { recursive: true, force: true }));

  /** @returns {Promise<Wire>} The wire document of the classes as they are in the copy. */
  async function generate() {
    await node(inRepository('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json');
    await node('build/tools/write.js');
    return /** @type {Wire} */ (await readJson(inPackage('wire/v1.json')));
  }

  /** @param {string[]} args */
  async function node(...args) {
    const { child, ended } = startChild(process.execPath, args, {
      cwd: inPackage(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {string[]} */
    const said = [];
    child.stdout?.on('data', (/** @type {Buffer} */ chunk) => said.push(String(chunk)));
    child.stderr?.on('data', (/** @type {Buffer} */ chunk) => said.push(String(chunk)));
    expect((await ended).code, said.join('')).to.equal(0);
  }

  it('is open while nobody has edited any', async () => {
    expect(untouched).to.deep.equal(await readJson(inRepository('packages/contracts/wire/v1.json')));
    expect(wirePromise(treeWith({ version: '1.0.0', released: untouched, now: untouched }))).to.deep.equal([]);
  });

  for (const { what, file, from, to, told, needs } of edits) {
    it(`is shut when ${what}, unless it is called ${needs}`, async () => {
      const path = inPackage('src', file);
      const source = await readFile(path, 'utf8');
      expect(source, 'the class has changed: this test has to follow').to.include(from);
      await writeFile(path, source.replace(from, to));
      const now = await generate();
      await writeFile(path, source);
      /** @param {string} bump */
      const faults = (bump) =>
        wirePromise(treeWith({ version: '1.0.0', released: untouched, now, bump })).map(({ message }) => message);
      const less = needs === 'major' ? 'minor' : 'patch';
      expect(faults(less)).to.have.lengthOf(1);
      expect(faults(less)[0]).to.include(told).and.include(`'@dubbing/contracts': ${needs}`);
      expect(faults(needs)).to.deep.equal([]);
    });
  }
});
