import { joinMix, mixFiles } from '../mix/join.mjs';
import { inCache, inRepository, repositoryRoot } from '../paths.mjs';
import { git } from '../process/git.mjs';
import { lazyRegistry } from '../registry/open.mjs';
import { keptFolder } from '../registry/kept.mjs';
import { standingOf } from '../release/changed.mjs';
import { releaseCommit } from '../release/commit.mjs';
import { lintPackage } from '../release/lint.mjs';
import { publishReleases } from '../release/publish.mjs';
import { stagePackage } from '../release/staging.mjs';
import { makeVersions, refuseUnlessClean } from '../release/version.mjs';
import { createProgress } from '../report/progress.mjs';
import { readTree } from '../rules/tree.mjs';
import { publishedDirectories } from '../setup/root-steps.mjs';
import { setUp } from '../setup/set-up.mjs';
import { inTurn } from '../setup/turn.mjs';
import { declaredBump } from '../wire/changesets.mjs';
import { explainVerdict, isPromiseKept, judgeWire } from '../wire/gate.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { takeSetUpOptions } from './arguments.mjs';

const turn = inCache('release.lock');

/**
 * The changesets become versions, changelogs, release commits and tags. `--dry-run` says what they would become.
 *
 * @type {import('./table.mjs').Command}
 */
export async function releaseVersion(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  const dryRun = rest.includes('--dry-run');
  const unknown = rest.filter((arg) => arg !== '--dry-run');
  if (unknown.length > 0) throw new WorkshopError(`release:version does not know ${unknown.join(', ')}.`);
  const progress = createProgress();
  await refuseUnlessClean(repositoryRoot);
  await setUp(['common', 'contracts'], { mayInstall, progress, signal });

  await inTurn({ progress, signal, path: turn }, async () => {
    await progress.step('the promise of the wire, and what is packed', holdToPromises);
    const plan = await makeVersions({
      directories: publishedDirectories(),
      dryRun,
      signal,
      say: (line) => progress.say(line),
    });
    if (plan.length === 0) return;
    progress.say('Next: git push --follow-tags, and npm run release:publish');
  });
  return 0;
}

/** What a release must not break, before anything is changed. */
async function holdToPromises() {
  const tree = await readTree(repositoryRoot);
  const verdict = judgeWire(tree);
  if (verdict !== undefined && !isPromiseKept(verdict)) throw new WorkshopError(explainVerdict(verdict));
  for (const directory of publishedDirectories()) {
    const { name, version, changed } = await standingOf(inRepository(directory));
    if (changed.length > 0 && declaredBump(tree.files, name).paths.length === 0) {
      throw new WorkshopError(`${name} is not what was released as ${version}: ${changed.join(', ')}`, {
        advice: 'No changeset speaks of it. Add one: npm run changeset',
      });
    }
    const { folder } = await stagePackage(inRepository(directory), inCache('publish', name));
    const complaints = await lintPackage(folder);
    if (complaints.length > 0) {
      throw new WorkshopError(`${name} is not fit to be published:\n  ${complaints.join('\n  ')}`);
    }
  }
}

/**
 * The versions that were not released yet go to the private registry, their tarballs are kept, and the tests of all mixes
 * of versions take them in.
 *
 * @type {import('./table.mjs').Command}
 */
export async function releasePublish(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  if (rest.length > 0) throw new WorkshopError(`release:publish does not know ${rest.join(', ')}.`);
  const progress = createProgress();
  await refuseUnlessClean(repositoryRoot, [keptFolder, ...mixFiles]);
  await setUp(['common', 'contracts'], { mayInstall, progress, signal });

  const registry = lazyRegistry(signal);
  await inTurn({ progress, signal, path: turn }, async () => {
    try {
      const released = await publishReleases({
        sources: publishedDirectories().map((directory) => inRepository(directory)),
        registry: await registry.open(),
        folder: keptFolder,
        staging: inCache('publish'),
        commit: (release, source) => releaseCommit(release, source, repositoryRoot),
        say: (line) => progress.say(line),
        signal,
      });
      if (released.length === 0) progress.say('Every version is released: nothing to do.');
      if (await joinMix(await registry.open(), signal)) progress.say('test-e2e mixes every released version now.');
    } finally {
      await registry.close();
    }
  });
  const untold = await git(['status', '--porcelain', '--', keptFolder, ...mixFiles], { cwd: repositoryRoot });
  if (untold !== '') {
    const paths = ['packages/workshop/released', ...mixFiles].join(', ');
    progress.say(`Commit ${paths}: from there every clone gets, and tests, what was published.`);
  }
  return 0;
}
