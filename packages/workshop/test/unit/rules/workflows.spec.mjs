import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { inRepository } from '../../../src/paths.mjs';
import { workflowsRunWhatThereIs } from '../../../src/rules/workflows.mjs';

const path = '.github/workflows/ci.yml';

/**
 * The faults of the repository's own workflow after an edit.
 *
 * @param {(jobs: Record<string, any>) => void} edit
 * @param {string} [engines]
 */
async function faultsAfter(edit, engines) {
  const workflow = parse(await readFile(inRepository(path), 'utf8'));
  edit(workflow.jobs);
  const manifest = JSON.parse(await readFile(inRepository('package.json'), 'utf8'));
  if (engines !== undefined) manifest.engines.node = engines;
  const files = [
    { path, text: stringify(workflow) },
    { path: 'package.json', text: JSON.stringify(manifest) },
  ];
  return workflowsRunWhatThereIs({ root: '', files, has: () => true }).map(({ message }) => message);
}

describe("The build server's jobs", () => {
  it('run what there is', async () => {
    expect(await faultsAfter(() => {})).to.deep.equal([]);
  });
  it('must call scripts that exist, with their matrix spelt out', async () => {
    expect(await faultsAfter(({ part }) => part.strategy.matrix.part.push('moon'))).to.deep.equal([
      'the job part runs `npm run test:moon`, and there is no such script',
    ]);
    const undo = { run: 'true && npm run release:undo' };
    expect(await faultsAfter(({ release }) => release.steps.push(undo))).to.deep.equal([
      'the job release runs `npm run release:undo`, and there is no such script',
    ]);
  });
  it('must leave no part out', async () => {
    expect(await faultsAfter(({ part }) => part.strategy.matrix.part.shift())).to.deep.equal([
      'no job runs `npm run test:rules`',
    ]);
    expect(await faultsAfter((jobs) => delete jobs['images'])).to.deep.equal(['no job runs `npm run test:images`']);
    expect(await faultsAfter((jobs) => delete jobs['style'])).to.deep.equal([
      'no job runs `npm run lint`',
      'no job runs `npm run format:check`',
      'no job runs `npm run typecheck`',
    ]);
  });
  it('must have all been good before anything is released', async () => {
    expect(await faultsAfter(({ release }) => (release.needs = ['style']))).to.deep.equal([
      'the job release does not need part',
      'the job release does not need images',
    ]);
  });
  it('must run the versions of Node that the manifest names', async () => {
    expect(await faultsAfter(({ part }) => (part.strategy.matrix.node = [18, 24]))).to.deep.equal([
      'the job part runs Node 18; package.json wants ^20.19.0 || ^22.12.0 || >=24.0.0',
      'the job part does not run Node 20',
    ]);
    expect(await faultsAfter(({ images }) => (images.strategy.matrix.node = [20]))).to.deep.equal([
      'the job images does not run Node 24',
    ]);
    expect(await faultsAfter(() => {}, '^20.19.0 || >=26.0.0')).to.include('the job style does not run Node 26');
  });
  it('must name major versions of actions', async () => {
    expect(await faultsAfter(({ style }) => (style.steps[0].uses = 'actions/checkout@main'))).to.deep.equal([
      'the job style does not name a major version of actions/checkout@main',
    ]);
  });
});
