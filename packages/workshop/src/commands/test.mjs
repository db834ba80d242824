import { inRepository } from '../paths.mjs';
import { partNames, parts } from '../parts/table.mjs';
import { runInherited } from '../process/inherited.mjs';
import { npmCommand } from '../process/npm.mjs';
import { createProgress } from '../report/progress.mjs';
import { summarise } from '../report/summary.mjs';
import { tallied } from '../report/tally.mjs';
import { setUp } from '../setup/set-up.mjs';
import { partsNamed, takeSetUpOptions } from './arguments.mjs';
import { formatCheck, lint, typecheck } from './style.mjs';

/** @typedef {import('../parts/table.mjs').PartName} PartName */

/**
 * One run of the test command; a mocha run gets the environment that makes it add to the tally.
 * @typedef {{ title: string, mocha: boolean, run: (env: NodeJS.ProcessEnv) => Promise<number> }} Run
 */

/**
 * Without arguments everything: lint, format, types, repository rules, every part, end to end. With `rules` or names of
 * parts only those. All runs are made whatever the earlier ones gave; the exit code tells whether all were good.
 *
 * @type {import('./table.mjs').Command}
 */
export async function test(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  const names = partsNamed(rest.filter((name) => name !== 'rules'));
  const rulesOnly = rest.length > 0 && rest.every((name) => name === 'rules');
  const selected = rulesOnly ? /** @type {PartName[]} */ ([]) : names;
  const progress = createProgress();
  await setUp(rulesOnly ? ['workshop'] : selected, { mayInstall, toRun: true, progress, signal });

  const runs = [
    ...(rest.length === 0 ? checks(signal) : []),
    ...(rest.length === 0 || rest.includes('rules') ? [npmRun('rules', 'workshop', 'test:rules', signal)] : []),
    ...partNames.filter((name) => selected.includes(name)).map((name) => npmRun(name, name, 'test', signal)),
  ];

  /** @type {import('../report/summary.mjs').Outcome[]} */
  const outcomes = [];
  for (const { title, mocha, run } of runs) {
    signal.throwIfAborted();
    process.stdout.write(`\n━━ ${title} ${'━'.repeat(Math.max(0, 60 - title.length))}\n`);
    const startedAt = performance.now();
    const { code, tally } = await tallied(run);
    const seconds = (performance.now() - startedAt) / 1_000;
    outcomes.push({ title, code, seconds, ...(mocha ? { tally } : {}) });
  }
  signal.throwIfAborted();
  process.stdout.write(`\n${summarise(outcomes)}`);
  return outcomes.every(({ code }) => code === 0) ? 0 : 1;
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
    run: (env) =>
      runInherited(npm.command, [...npm.args, 'run', '--silent', script], {
        cwd: inRepository(parts[part].directory),
        env,
        signal,
      }),
  };
}
