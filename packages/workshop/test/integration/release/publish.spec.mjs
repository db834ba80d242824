import { expect } from 'chai';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keptReleases, readKept } from '../../../src/registry/kept.mjs';
import { downloadTarball, publishedVersions } from '../../../src/registry/packument.mjs';
import { filesOf, manifestOf } from '../../../src/registry/tarball.mjs';
import { lernaPublish, publishReleases } from '../../../src/release/publish.mjs';
import { stagePackage } from '../../../src/release/staging.mjs';
import { WorkshopError } from '../../../src/workshop-error.mjs';
import { withRegistry } from '../../support/embedded-registry.mjs';
import { forgetReleases, withMadeUpPackages } from '../../support/made-up-packages.mjs';
import { behindProxy } from '../../support/refusing-proxy.mjs';

const { signal } = new AbortController();
const gitHead = '0123456789abcdef0123456789abcdef01234567';
const first = { name: '@dubbing/first', version: '1.0.0' };
const second = { name: '@dubbing/second', version: '1.0.0' };

/** @typedef {import('../../../src/registry/open.mjs').OpenRegistry} OpenRegistry */

/**
 * @param {OpenRegistry} registry
 * @param {{ sources: readonly string[], folder: string, staging: string }} folders
 */
async function publish(registry, folders) {
  /** @type {string[]} */
  const lines = [];
  const say = (/** @type {string} */ line) => void lines.push(line);
  const released = await publishReleases({ ...folders, registry, commit: async () => gitHead, say, signal });
  return { released, said: lines.join('\n') };
}

/** @param {Promise<unknown>} work */
async function failureOf(work) {
  const error = await work.then(
    () => undefined,
    (/** @type {unknown} */ thrown) => thrown,
  );
  expect(error).to.be.instanceOf(WorkshopError);
  const { message, advice = '' } = /** @type {WorkshopError} */ (error);
  return { message, advice };
}

describe('release:publish', function () {
  this.timeout(180_000);

  it('goes on where it failed half-way, and leaves alone what was published', () =>
    withMadeUpPackages((folders) =>
      withRegistry((registry) =>
        behindProxy(registry, async (front, refuse) => {
          refuse('@dubbing/second');
          const { message, advice } = await failureOf(publish(front, folders));
          expect(message).to.include('not today');
          expect(advice).to.include('goes on where it stopped');
          expect((await publishedVersions(front, first.name)).size).to.equal(1);
          expect((await publishedVersions(front, second.name)).size).to.equal(0);
          expect(Object.keys(await keptReleases(folders.folder))).to.deep.equal(['@dubbing/first@1.0.0']);
          const before = await downloadTarball(front, first);

          refuse(undefined);
          // As if the first run had ended before it kept what it had published.
          await forgetReleases(folders.folder);
          const { released, said } = await publish(front, folders);
          expect(released).to.deep.equal(['@dubbing/first@1.0.0', '@dubbing/second@1.0.0']);
          expect(said).to.include('@dubbing/first@1.0.0 is in the registry already');
          expect((await downloadTarball(front, first)).equals(before)).to.equal(true);
          for (const release of [first, second]) {
            expect((await readKept(release, folders.folder)).equals(await downloadTarball(front, release))).to.equal(
              true,
            );
          }
          const manifest = manifestOf(filesOf(await readKept(second, folders.folder)));
          expect(manifest).to.deep.include({ gitHead, dependencies: { '@dubbing/first': '1.0.0' } });
          expect(manifest).not.to.have.any.keys('scripts', 'devDependencies');

          expect((await publish(front, folders)).released).to.deep.equal([]);

          // Another registry gets what was released before as it was, and from there nothing is left to be made.
          await rm(join(folders.sources[0], 'dist'), { recursive: true });
          await withRegistry(async (empty) => {
            await publish({ ...empty, embedded: false }, folders);
            expect((await downloadTarball(empty, first)).equals(before)).to.equal(true);
          });
        }),
      ),
    ));

  it('never writes over a version of another content, or from another commit', () =>
    withMadeUpPackages((folders) =>
      withRegistry(async (registry) => {
        const sources = [folders.sources[0]];
        await publish(registry, { ...folders, sources });
        await forgetReleases(folders.folder);
        const other = publishReleases({
          ...folders,
          sources,
          registry: { ...registry, embedded: false },
          commit: async () => gitHead.replace('0', 'f'),
          say: () => {},
          signal,
        });
        expect((await failureOf(other)).message).to.include('the commit');

        await appendFile(join(folders.sources[0], 'dist/index.js'), '// Another content.\n');
        const before = await downloadTarball(registry, first);
        const { message } = await failureOf(publish(registry, folders));
        expect(message).to.include('has another @dubbing/first@1.0.0').and.to.include('dist/index.js');
        expect((await downloadTarball(registry, first)).equals(before)).to.equal(true);
        expect((await publishedVersions(registry, second.name)).size, 'nothing else was published').to.equal(0);
      }),
    ));

  it('publishes nothing when one package does not pass the linter', () =>
    withMadeUpPackages((folders) =>
      withRegistry(async (registry) => {
        await rm(join(folders.sources[1], 'dist/index.d.ts'));
        const { message } = await failureOf(publish(registry, folders));
        expect(message).to.include('@dubbing/second@1.0.0 is not fit').and.to.include('dist/index.d.ts');
        expect((await publishedVersions(registry, first.name)).size).to.equal(0);
      }),
    ));

  it('names the variable of a token that is missing or not known, before anything is sent', () =>
    withMadeUpPackages((folders) =>
      withRegistry(async (registry) => {
        const outside = { ...registry, embedded: false };
        const missing = await failureOf(publish({ ...outside, token: undefined }, folders));
        expect(missing.message).to.include('DUBBING_REGISTRY_TOKEN is not set');
        const unknown = await failureOf(publish({ ...outside, token: 'not-a-token' }, folders));
        expect(unknown.message).to.include('DUBBING_REGISTRY_TOKEN');
        expect((await publishedVersions(registry, first.name)).size).to.equal(0);
      }),
    ));

  it('is refused by the registry itself without its user', () =>
    withMadeUpPackages(({ sources, staging }) =>
      withRegistry(async (registry) => {
        const staged = await stagePackage(sources[0], staging);
        const candidate = { ...staged, root: staging, gitHead, there: false };
        const { advice } = await failureOf(
          lernaPublish(candidate, { url: registry.url, token: 'not-a-token', signal }),
        );
        expect(advice).to.include('DUBBING_REGISTRY_TOKEN');
        expect((await publishedVersions(registry, first.name)).size).to.equal(0);
        await expectNoToken(staging);
      }),
    ));
});

/** @param {string} folder */
async function expectNoToken(folder) {
  const found = await readFile(join(folder, '.npmrc'), 'utf8').catch(() => undefined);
  expect(found, 'the token is taken away').to.equal(undefined);
}
