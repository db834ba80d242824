import { availableParallelism } from 'node:os';
import { holdPinned } from '../link/pinned-only.mjs';
import { inRepository } from '../paths.mjs';
import { releaseBuilt } from '../images/built.mjs';
import { whyNoImages } from '../images/possible.mjs';
import { imagePackages, parts } from '../parts/table.mjs';
import { runInherited } from '../process/inherited.mjs';
import { begin } from '../process/begun.mjs';
import { npmCommand } from '../process/npm.mjs';
import { sideBySide } from '../process/side-by-side.mjs';
import { createProgress } from '../report/progress.mjs';
import { summarise } from '../report/summary.mjs';
import { tallied } from '../report/tally.mjs';
import { createTurns } from '../report/turns.mjs';
import { setUp } from '../setup/set-up.mjs';
import { ensurePackages, ensureSystemPackages } from '../system/ensure.mjs';
import { partsNamed, takeSetUpOptions } from './arguments.mjs';
import { formatCheck, lint, typecheck } from './style.mjs';

/**
 * @typedef {import('../parts/table.mjs').PartName} PartName
 * @typedef {import('../report/turns.mjs').Output} Output
 */

/**
 * One run of the test command; a mocha run gets the environment that makes it add to the tally. Without `output` it has the
 * terminal to itself.
 * @typedef {{ title: string, mocha: boolean, run: (env: NodeJS.ProcessEnv, output?: Output) => Promise<number> }} Run
 */

/**
 * Tests of parts wait half of their time, for what plays at its own pace: three together keep two cores busy. More would
 * leave too little of a small machine to each.
 */
const partsAtATime = 3;

/** @type {readonly PartName[]} */
const services = ['media-service', 'sts-service'];

/** Runs that are no part's own: the repository's rules, each service without what it must not need, and the container images. */
const others = /** @type {const} */ (['rules', 'isolation', 'images']);

/**
 * Without arguments everything: lint, format, types, repository rules, every part, isolation, images, end to end. With `rules`,
 * `isolation`, `images` or names of parts only those. All runs are made whatever the earlier ones gave; the exit code tells whether all
 * were good.
 *
 * @type {import('./table.mjs').Command}
 */
export async function test(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  const isOther = (/** @type {string} */ name) => others.some((other) => other === name);
  const named = partsNamed(rest.filter((name) => !isOther(name)));
  const selected = rest.length > 0 && rest.every(isOther) ? /** @type {PartName[]} */ ([]) : named;
  const has = (/** @type {(typeof others)[number]} */ name) => rest.length === 0 || rest.includes(name);
  const progress = createProgress();
  const warning = await holdPinned();
  if (warning !== undefined) progress.say(warning);
  const setUpOptions = { mayInstall, progress, signal };
  if (has('isolation')) await ensureSystemPackages(services, setUpOptions);
  if (has('images') && (await whyNoImages()) === undefined) await ensurePackages(imagePackages, setUpOptions);
  if (selected.length === 0 || has('images')) await setUp(['workshop'], setUpOptions);

  const building = rest.length === 0 ? begin(buildImages, signal) : undefined;
  /** @type {import('../report/summary.mjs').Outcome[]} */
  const outcomes = [];
  try {
    if (selected.length > 0) await setUp(selected, { ...setUpOptions, toRun: true });
    // What plays to the containers; it starts no service of this machine.
    else if (has('images')) await setUp(['test-e2e'], setUpOptions);

    const first = [
      ...(rest.length === 0 ? checks(signal) : []),
      ...(has('rules') ? [npmRun('rules', 'workshop', 'test:rules', signal)] : []),
      // Built once: its runs are beside each other, and each would write what another one loads.
      ...(selected.includes('test-e2e') || has('images')
        ? [{ ...npmRun('build', 'test-e2e', 'build:test', signal), mocha: false }]
        : []),
    ];
    for (const run of first) outcomes.push(await outcomeOf(run, signal));

    const task = (/** @type {Run} */ run) => async (/** @type {Output | undefined} */ output) => [
      await outcomeOf(run, signal, output),
    ];
    const part = (/** @type {PartName} */ name, title = /** @type {string} */ (name), script = 'test') =>
      selected.includes(name) ? [task(npmRun(title, name, script, signal))] : [];
    // What takes longest is begun first, so that it does not keep everybody waiting in the end. The images are begun early, since
    // whoever is behind them waits until they are built.
    const tasks = [
      ...part('test-e2e', 'test-e2e', 'mocha'),
      ...part('sts-service'),
      ...(has('images') ? [imagesTask(building, signal)] : []),
      ...part('media-service'),
      ...part('test-e2e', 'mediamtx', 'mocha:mediamtx'),
      ...(has('isolation') ? [task(npmRun('isolation', 'workshop', 'test:isolation', signal))] : []),
      ...part('workshop'),
      ...part('contracts'),
      ...part('common'),
    ];

    const atATime = Math.min(partsAtATime, availableParallelism() + 1, tasks.length);
    const turns = createTurns();
    const inTurn = (/** @type {(typeof tasks)[number]} */ run) => async () => {
      const { output, end } = turns();
      return run(atATime > 1 ? output : undefined).finally(end);
    };
    outcomes.push(...(await sideBySide(atATime, tasks.map(inTurn))).flat());
  } finally {
    await building?.stop();
    // Nothing is left mounted in a working copy that may be removed.
    if (has('images')) await releaseBuilt(new AbortController().signal);
  }
  signal.throwIfAborted();
  process.stdout.write(`\n${summarise(outcomes)}${warning === undefined ? '' : `\n${warning}\n`}`);
  return outcomes.every(({ code }) => code === 0) ? 0 : 1;
}

/**
 * Builds the images and looks into them. In a run of everything that is begun at once: set-up waits for the network most of the time.
 *
 * @param {Output | undefined} output
 * @param {AbortSignal} signal
 */
const buildImages = (output, signal) => outcomeOf(npmRun('images', 'workshop', 'test:images', signal), signal, output);

/**
 * Runs the images as containers, when they have been built.
 *
 * @param {import('../process/begun.mjs').Begun<import('../report/summary.mjs').Outcome> | undefined} building
 * @param {AbortSignal} signal
 */
const imagesTask = (building, signal) => async (/** @type {Output | undefined} */ output) => [
  await (building?.show(output ?? ((text) => void process.stdout.write(text))) ?? buildImages(output, signal)),
  await outcomeOf(npmRun('containers', 'test-e2e', 'mocha:images', signal), signal, output),
];

/**
 * @param {Run} run
 * @param {AbortSignal} signal
 * @param {Output} [output] Without one the run has the terminal to itself.
 * @returns {Promise<import('../report/summary.mjs').Outcome>}
 */
async function outcomeOf({ title, mocha, run }, signal, output) {
  signal.throwIfAborted();
  const heading = `\n━━ ${title} ${'━'.repeat(Math.max(0, 60 - title.length))}\n`;
  if (output === undefined) process.stdout.write(heading);
  else output(heading);
  const startedAt = performance.now();
  const { code, tally } = await tallied((env) => run(env, output));
  const seconds = (performance.now() - startedAt) / 1_000;
  return { title, code, seconds, ...(mocha ? { tally } : {}) };
}

/**
 * @param {AbortSignal} signal
 * @returns {Run[]}
 */
const checks = (signal) => [
  { title: 'lint', mocha: false, run: () => lint([], signal) },
  { title: 'format', mocha: false, run: () => formatCheck(['--log-level', 'warn'], signal) },
  { title: 'types', mocha: false, run: () => typecheck([], signal) },
];

/**
 * @param {string} title
 * @param {PartName} part
 * @param {string} script
 * @param {AbortSignal} signal
 * @returns {Run}
 */
function npmRun(title, part, script, signal) {
  const npm = npmCommand();
  return {
    title,
    mocha: true,
    run: (env, output) =>
      runInherited(npm.command, [...npm.args, 'run', '--silent', script], {
        cwd: inRepository(parts[part].directory),
        env,
        signal,
        ...(output === undefined ? {} : { output }),
      }),
  };
}
