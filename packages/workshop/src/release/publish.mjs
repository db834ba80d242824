import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillRegistry } from '../registry/fill.mjs';
import { keptReleases, namesOf, readKept, versionsOf } from '../registry/kept.mjs';
import { downloadTarball, publishedVersions, putTarball, tagLatest } from '../registry/packument.mjs';
import { specOf } from '../registry/spec.mjs';
import { filesOf, manifestOf } from '../registry/tarball.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { authorityOf } from './authority.mjs';
import { differingFiles, filesIn } from './content.mjs';
import { keepRelease } from './keep.mjs';
import { runLerna } from './lerna.mjs';
import { lintPackage } from './lint.mjs';
import { stagePackage } from './staging.mjs';

/**
 * @typedef {import('../registry/open.mjs').OpenRegistry} OpenRegistry
 *
 * @typedef {object} PublishOptions
 * @property {readonly string[]} sources The packages' folders, built, each after those that it depends on.
 * @property {OpenRegistry} registry
 * @property {string} folder Where released versions are kept.
 * @property {string} staging Where the copies for Lerna are made.
 * @property {(release: import('../registry/spec.mjs').Release, source: string) => Promise<string>} commit That a version was made in.
 * @property {(line: string) => void} say
 * @property {AbortSignal} signal
 *
 * A version that is to be published.
 * @typedef {import('./staging.mjs').StagedPackage & { root: string, gitHead: string, there: boolean }} Candidate
 */

/**
 * Publishes the versions that were not released yet, with Lerna, and keeps what the registry then gives out. What a run
 * that failed has published is found and left as it is. Nothing is published before everything has been looked at.
 *
 * @param {PublishOptions} options
 * @returns {Promise<string[]>} What was released, `name@version`.
 */
export async function publishReleases(options) {
  const { registry, folder, say, signal } = options;
  const token = await authorityOf(registry);
  await bringKept(registry, { folder, say, signal });

  const candidates = await candidatesOf(options);
  for (const candidate of candidates) {
    const spec = specOf(candidate);
    if (candidate.there) say(`${spec} is in the registry already, with this content`);
    else await lernaPublish(candidate, { url: registry.url, token, signal });
    const tarball = await downloadTarball(registry, candidate);
    await refuseAnother(candidate, tarball, registry);
    await keepRelease(candidate, tarball, folder);
    const latest = versionsOf(await keptReleases(folder), candidate.name).at(-1);
    if (latest !== undefined && latest !== candidate.version) {
      await tagLatest(registry, { name: candidate.name, version: latest });
    }
    say(`${spec} is released, from ${candidate.gitHead.slice(0, 12)}`);
  }
  return candidates.map(specOf);
}

/**
 * @param {PublishOptions} options
 * @returns {Promise<Candidate[]>}
 */
async function candidatesOf({ sources, registry, folder, staging, commit }) {
  const released = await keptReleases(folder);
  /** @type {Candidate[]} */
  const candidates = [];
  for (const source of sources) {
    const root = join(staging, String(sources.indexOf(source)));
    const staged = await stagePackage(source, root);
    if (released[specOf(staged)] !== undefined) continue;

    const gitHead = await commit({ name: staged.name, version: staged.version }, source);
    const complaints = await lintPackage(staged.folder);
    if (complaints.length > 0) {
      throw new WorkshopError(`${specOf(staged)} is not fit to be published:\n  ${complaints.join('\n  ')}`);
    }
    const there = (await publishedVersions(registry, staged.name)).has(staged.version);
    const candidate = { ...staged, root, gitHead, there };
    if (there) await refuseAnother(candidate, await downloadTarball(registry, staged), registry);
    candidates.push(candidate);
  }
  return candidates;
}

/**
 * @param {Candidate} ours
 * @param {Buffer} theirs
 * @param {OpenRegistry} registry
 */
async function refuseAnother(ours, theirs, { url }) {
  const files = filesOf(theirs);
  const differing = differingFiles(files, await filesIn(ours.folder));
  const { gitHead } = manifestOf(files);
  if (gitHead !== ours.gitHead) differing.push(`the commit (${String(gitHead)} there, ${ours.gitHead} here)`);
  if (differing.length === 0) return;
  throw new WorkshopError(`${url} has another ${specOf(ours)} than this one. It differs in ${differing.join(', ')}.`, {
    advice: 'A published version is never changed. Make a new one: a changeset, and `npm run release:version`.',
  });
}

/**
 * What was released before, and this registry does not have, with the bytes that were released.
 *
 * @param {OpenRegistry} registry
 * @param {{ folder: string, say: (line: string) => void, signal: AbortSignal }} options
 */
async function bringKept(registry, { folder, say, signal }) {
  if (registry.embedded) {
    await fillRegistry(registry, { signal, folder });
    return;
  }
  const releases = await keptReleases(folder);
  for (const name of namesOf(releases)) {
    const there = await publishedVersions(registry, name);
    const versions = versionsOf(releases, name);
    const others = versions.filter(
      (each) => there.has(each) && there.get(each) !== releases[specOf({ name, version: each })],
    );
    if (others.length > 0) {
      throw new WorkshopError(`${registry.url} has another ${name} ${others.join(', ')} than was released here.`);
    }
    const missing = versions.filter((version) => !there.has(version));
    for (const version of missing) {
      signal.throwIfAborted();
      await putTarball(registry, await readKept({ name, version }, folder));
      say(`${name}@${version} was released before and is there now`);
    }
    if (missing.length > 0) await tagLatest(registry, { name, version: versions.at(-1) ?? '' });
  }
}

/**
 * @param {Candidate} candidate
 * @param {{ url: string, token: string, signal: AbortSignal }} options
 */
export async function lernaPublish({ name, root, gitHead }, { url, token, signal }) {
  const { host, pathname } = new URL(url);
  const npmrc = join(root, '.npmrc');
  await writeFile(npmrc, `registry=${url}\n//${host}${pathname}:_authToken=${token}\n`, { mode: 0o600 });
  const options = ['--yes', '--ignore-scripts', '--no-git-reset', '--git-head', gitHead, '--registry', url];
  try {
    await runLerna(['publish', 'from-package', ...options], {
      cwd: root,
      log: `lerna-publish-${name.split('/').at(-1)}`,
      // Not our repository's state: Lerna is to see the copy as a folder without git.
      env: { GIT_DIR: join(root, '.no-git') },
      adviseOn: (log) =>
        (/\b(E401|E403|ENEEDAUTH)\b/.test(log)
          ? 'The registry does not let this user publish; DUBBING_REGISTRY_TOKEN holds the token.\n'
          : '') + 'What was published stays. Run it again: it goes on where it stopped.',
      signal,
    });
  } finally {
    await rm(npmrc, { force: true });
  }
}
