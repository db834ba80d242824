import { expect } from 'chai';
import { rules } from '../../../src/rules/all.mjs';
import { readTree } from '../../../src/rules/tree.mjs';
import { plantedDeployment } from '../../support/planted-deployment.mjs';
import { withFiles } from '../../support/temporary-folder.mjs';

const media = 'services/media-service/src';
const sts = 'services/sts-service/src';
const releasedIndex = 'packages/workshop/released/index.json';
const lockOf = (/** @type {unknown} */ packages) => JSON.stringify({ packages });

const workflow = '.github/workflows/ci.yml';
const workflowOf = (/** @type {{ run: string }} */ step) => ({
  'package.json': '{"scripts":{"lint":"","test:common":""}}',
  [workflow]: JSON.stringify({ jobs: { one: { steps: [step] } } }),
});

/**
 * For each rule, small repositories that break it, each with where the fault must be found.
 * @type {Record<string, { files: Record<string, string>, at: string }[]>}
 */
const planted = {
  ...plantedDeployment,
  'no import leaves its project': [
    { files: { [`${media}/a.ts`]: `import { x } from '../../sts-service/src/b.js';` }, at: `${media}/a.ts` },
    { files: { 'test-e2e/src/a.ts': `export * from '../../packages/common/src/index.js';` }, at: 'test-e2e/src/a.ts' },
    { files: { [`${media}/a.ts`]: `const x = await import('sts-service/dist/main.js');` }, at: `${media}/a.ts` },
  ],
  'common ← contracts ← services': [
    {
      files: { 'packages/common/src/a.ts': `import type { X } from '@dubbing/contracts';` },
      at: 'packages/common/src/a.ts',
    },
  ],
  'the environment is read in config.ts only': [
    { files: { [`${media}/http/a.ts`]: `const port = process.env['PORT'];` }, at: `${media}/http/a.ts` },
  ],
  'native code and models have one door each': [
    { files: { [`${media}/ingest/a.ts`]: `import gst from 'gstreamer-superficial';` }, at: `${media}/ingest/a.ts` },
    { files: { [`${sts}/asr/a.ts`]: `import { Tensor } from 'onnxruntime-node';` }, at: `${sts}/asr/a.ts` },
    {
      files: { [`${media}/mix/a.ts`]: `createRequire(import.meta.url)('gstreamer-superficial');` },
      at: `${media}/mix/a.ts`,
    },
  ],
  'stages, layers and engines keep to their arrows': [
    { files: { [`${media}/mix/a.ts`]: `import { x } from '../timeline/b.js';` }, at: `${media}/mix/a.ts` },
    { files: { [`${media}/delay/a.ts`]: `import type { X } from '../worker/b.js';` }, at: `${media}/delay/a.ts` },
    {
      files: { [`${sts}/pipeline/fit/a.ts`]: `import { x } from '../../tts/espeak/b.js';` },
      at: `${sts}/pipeline/fit/a.ts`,
    },
    { files: { [`${sts}/session/a.ts`]: `import { x } from '../api/b.js';` }, at: `${sts}/session/a.ts` },
  ],
  'no file imports itself by way of others': [
    {
      files: {
        [`${media}/mix/a.ts`]: `import { b } from './b.js';`,
        [`${media}/mix/b.ts`]: `import { c } from './c.js';`,
        [`${media}/mix/c.ts`]: `import type { A } from './a.js';`,
      },
      at: `${media}/mix/a.ts`,
    },
  ],
  'files are short': [{ files: { [`${media}/a.ts`]: 'let x;\n'.repeat(301) }, at: `${media}/a.ts` }],
  'dependencies are pinned exactly': [
    { files: { 'test-e2e/package.json': '{"dependencies":{"pngjs":"^7.0.0"}}' }, at: 'test-e2e/package.json' },
    {
      files: {
        'services/sts-service/package.json': '{"devDependencies":{"@dubbing/common":"file:../../packages/common"}}',
      },
      at: 'services/sts-service/package.json',
    },
    {
      files: { 'test-e2e/package.json': '{"devDependencies":{"old":"npm:@dubbing/contracts@^1.0.0"}}' },
      at: 'test-e2e/package.json',
    },
  ],
  'projects pin released versions of the packages': [
    {
      files: {
        'packages/common/package.json': '{"name":"@dubbing/common","version":"0.2.0"}',
        [releasedIndex]: '{"@dubbing/common@0.1.0":"sha512-a"}',
        'test-e2e/package.json': '{"dependencies":{"@dubbing/common":"0.2.0"}}',
      },
      at: 'test-e2e/package.json',
    },
    {
      files: {
        [releasedIndex]: '{"@dubbing/common@0.1.0":"sha512-a"}',
        'test-e2e/package.json': '{"devDependencies":{"common-0.0.9":"npm:@dubbing/common@0.0.9"}}',
      },
      at: 'test-e2e/package.json',
    },
  ],
  'the packages pin each other as they are here': [
    {
      files: {
        'packages/common/package.json': '{"name":"@dubbing/common","version":"0.2.0"}',
        'packages/contracts/package.json': '{"dependencies":{"@dubbing/common":"0.1.0"}}',
      },
      at: 'packages/contracts/package.json',
    },
  ],
  'projects stand alone': [
    { files: { 'package.json': '{"workspaces":["packages/*","services/*"]}' }, at: 'package.json' },
    {
      files: { 'package.json': '{"workspaces":["packages/*"]}', 'test-e2e/package.json': '{}' },
      at: 'test-e2e/package.json',
    },
  ],
  'lockfiles name contents, not places': [
    {
      files: { 'package-lock.json': lockOf({ 'node_modules/a': { resolved: 'https://registry.test/a.tgz' } }) },
      at: 'package-lock.json',
    },
  ],
  'lockfiles hold the packages as they were released': [
    {
      files: {
        [releasedIndex]: '{"@dubbing/common@0.1.0":"sha512-a"}',
        'test-e2e/package-lock.json': lockOf({ 'node_modules/@dubbing/common': { version: '0.1.0' } }),
      },
      at: 'test-e2e/package-lock.json',
    },
    {
      files: {
        [releasedIndex]: '{"@dubbing/common@0.1.0":"sha512-a"}',
        'services/sts-service/package-lock.json': lockOf({
          'node_modules/common-0.1.0': { name: '@dubbing/common', version: '0.1.0', integrity: 'sha512-z' },
        }),
      },
      at: 'services/sts-service/package-lock.json',
    },
  ],
  'the published packages are light': [
    {
      // As a project has installed them: by way of a dependency of one's own, and one that is optional.
      files: {
        'test-e2e/package.json': '{}',
        'test-e2e/package-lock.json': lockOf({
          'node_modules/@dubbing/common': { version: '0.1.0', dependencies: { a: '2.0.0' } },
          'node_modules/@dubbing/common/node_modules/a': { optionalDependencies: { b: '1.0.0' } },
          'node_modules/a': {},
          'node_modules/b': { hasInstallScript: true },
        }),
      },
      at: 'test-e2e/package-lock.json',
    },
    {
      files: {
        'services/sts-service/package.json': '{}',
        'services/sts-service/package-lock.json': lockOf({
          'node_modules/contracts-1.0.0': {
            name: '@dubbing/contracts',
            version: '1.0.0',
            dependencies: { 'onnxruntime-web': '1.0.0' },
          },
        }),
      },
      at: 'services/sts-service/package-lock.json',
    },
    {
      files: { 'packages/common/package.json': '{"dependencies":{"onnxruntime-node":"1.30.0"}}' },
      at: 'packages/common/package.json',
    },
    {
      files: {
        'packages/common/package.json': '{"dependencies":{"a":"1.0.0"}}',
        'package-lock.json': lockOf({
          'node_modules/a': { dependencies: { b: '1.0.0' } },
          'node_modules/b': { hasInstallScript: true },
        }),
      },
      at: 'packages/common/package.json',
    },
  ],
  'the wire keeps its promises': [
    {
      files: {
        'packages/contracts/wire/released/1.0.0.json': '{"$defs":{"Ping":{"properties":{"id":{"type":"string"}}}}}',
        'packages/contracts/wire/v1.json': '{"$defs":{"Ping":{"properties":{"id":{"type":"number"}}}}}',
      },
      at: 'packages/contracts/wire/v1.json',
    },
  ],
  'every version of the contracts is in the mix': [
    {
      files: {
        'packages/workshop/released/index.json':
          '{"@dubbing/contracts@1.0.0":"sha512-x","@dubbing/contracts@1.1.0":"sha512-y"}',
        'test-e2e/package.json': '{"devDependencies":{"contracts-1.0.0":"npm:@dubbing/contracts@1.0.0"}}',
      },
      at: 'test-e2e/package.json',
    },
    {
      files: {
        'packages/workshop/released/index.json': '{"@dubbing/contracts@1.1.0":"sha512-y"}',
        'test-e2e/package.json': '{"devDependencies":{"contracts-1.1.0":"npm:@dubbing/contracts@1.0.0"}}',
      },
      at: 'test-e2e/package.json',
    },
  ],
  'every release of the contracts has its wire document': [
    {
      files: {
        'packages/workshop/released/index.json': '{"@dubbing/contracts@0.3.0":"","@dubbing/contracts@1.2.0":""}',
        'packages/contracts/wire/released/1.1.0.json': '{"$defs":{}}',
      },
      at: 'packages/contracts/wire/released/1.2.0.json',
    },
  ],
  'the build server runs what there is': [
    { files: workflowOf({ run: 'npm run test:moon' }), at: workflow },
    { files: workflowOf({ run: 'npm run lint' }), at: workflow },
  ],
  'the house has its rooms': [{ files: { LICENSE: '' }, at: 'lerna.json' }],
  'there are no unplanned projects': [{ files: { 'services/tts-service/README.md': '' }, at: 'services/tts-service' }],
  'nothing is true on one machine only': [
    { files: { 'docs/a.md': `It is in \`${'/wo'}rk/shared/models\`.` }, at: 'docs/a.md' },
    { files: { 'docs/a.md': `registry=https://registry.${'npm'}js.org/` }, at: 'docs/a.md' },
  ],
};

describe('Every repository rule', () => {
  it('has planted violations', () => {
    expect(Object.keys(planted)).to.have.members(Object.keys(rules));
  });

  for (const [sentence, rule] of Object.entries(rules)) {
    (planted[sentence] ?? []).forEach(({ files, at }, index) => {
      it(`finds what breaks "${sentence}" (${index + 1})`, () =>
        withFiles(files, async (folder) => {
          const faults = rule(await readTree(folder));
          expect(faults.map(({ path }) => path)).to.include(at);
        }));
    });
  }

  it('is content with code that keeps to it', () =>
    withFiles(
      {
        [`${media}/config.ts`]: `export const env = process.env;`,
        [`${media}/gst/a.ts`]: `import gst from 'gstreamer-superficial';\n// process.env is not read here`,
        [`${media}/mix/a.ts`]: `import { y } from '../media/units.js'; /* import '../timeline/b.js' */`,
        [releasedIndex]: '{"@dubbing/common@0.1.0":"sha512-a","@dubbing/common@0.2.0":"sha512-b"}',
        'test-e2e/package.json':
          '{"dependencies":{"@dubbing/common":"0.2.0"},"devDependencies":{"common-0.1.0":"npm:@dubbing/common@0.1.0"}}',
        'test-e2e/package-lock.json': lockOf({
          '': { name: 'test-e2e' },
          'node_modules/@dubbing/common': { version: '0.2.0', integrity: 'sha512-b' },
          'node_modules/common-0.1.0': { name: '@dubbing/common', version: '0.1.0', integrity: 'sha512-a' },
          'node_modules/express': { version: '5.3.0', integrity: 'sha512-c' },
        }),
        [`${media}/media/units.ts`]: `import { msToNs } from '@dubbing/common'; export const y = 1;`,
      },
      async (folder) => {
        const tree = await readTree(folder);
        const { 'the house has its rooms': _shape, 'projects stand alone': _projects, ...others } = rules;
        expect(Object.values(others).flatMap((rule) => rule(tree))).to.deep.equal([]);
      },
    ));
});
