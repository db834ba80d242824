import { availableParallelism } from 'node:os';
import { holdPinned } from '../link/pinned-only.mjs';
import { inRepository } from '../paths.mjs';
import { partNames, parts } from '../parts/table.mjs';
import { runInherited } from '../process/inherited.mjs';
import { npmCommand } from '../process/npm.mjs';
import { sideBySide } from '../process/side-by-side.mjs';
import { createProgress } from '../report/progress.mjs';
import { summarise } from '../report/summary.mjs';
import { tallied } from '../report/tally.mjs';
import { createTurns } from '../report/turns.mjs';
import { setUp } from '../setup/set-up.mjs';
import { ensureSystemPackages } from '../system/ensure.mjs';
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
 * Tests of parts wait half of their time, for what plays at its own pace: two together need little longer than one. More
 * would leave too little of a small machine to each.
 */
const partsAtATime = 2;

/** The end-to-end tests and the services, which take longer than the isolation. */
const longParts = 3;

/** @type {readonly PartName[]} */
const services = ['media-service', 'sts-service'];

/** Runs that are no part's own: the repository's rules, and each service without what it must not need. */
const others = /** @type {const} */ (['rules', 'isolation']);

/**
 * Without arguments everything: lint, format, types, repository rules, every part, isolation, end to end. With `rules`,
 * `isolation` or names of parts only those. All runs are made whatever the earlier ones gave; the exit code tells whether all
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
  if (has('isolation')) await ensureSystemPackages(services, { mayInstall, progress, signal });
  const workshopOnly = selected.length === 0;
  await setUp(workshopOnly ? ['workshop'] : selected, { mayInstall, toRun: !workshopOnly, progress, signal });

  const first = [
    ...(rest.length === 0 ? checks(signal) : []),
    ...(has('rules') ? [npmRun('rules', 'workshop', 'test:rules', signal)] : []),
  ];
  // The last of the table take longest: begun first, they do not keep everybody waiting in the end.
  const ofParts = partNames
    .filter((name) => selected.includes(name))
    .reverse()
    .map((name) => npmRun(name, name, 'test', signal));
  const isolation = has('isolation') ? [npmRun('isolation', 'workshop', 'test:isolation', signal)] : [];
  const sideBySideRuns = [...ofParts.slice(0, longParts), ...isolation, ...ofParts.slice(longParts)];

  /** @type {import('../report/summary.mjs').Outcome[]} */
  const outcomes = [];
  for (const run of first) outcomes.push(await outcomeOf(run, signal));
  const atATime = Math.min(partsAtATime, availableParallelism(), sideBySideRuns.length);
  const turns = createTurns();
  const inTurn = (/** @type {Run} */ run) => async () => {
    const { output, end } = turns();
    return outcomeOf(run, signal, atATime > 1 ? output : undefined).finally(end);
  };
  outcomes.push(...(await sideBySide(atATime, sideBySideRuns.map(inTurn))));
  signal.throwIfAborted();
  process.stdout.write(`\n${summarise(outcomes)}${warning === undefined ? '' : `\n${warning}\n`}`);
  return outcomes.every(({ code }) => code === 0) ? 0 : 1;
}

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
