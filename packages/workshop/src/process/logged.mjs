import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { relative } from 'node:path';
import { inCache, repositoryRoot } from '../paths.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { startChild } from './child.mjs';
import { npmCommand, withoutNpmRun } from './npm.mjs';

const tailLines = 30;

/**
 * @typedef {object} LoggedOptions
 * @property {string} log Name of the log in `.cache/logs`, without its ending.
 * @property {AbortSignal} signal Aborting it ends the program and everything that it started.
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] Added to this process's environment.
 * @property {boolean} [append] Adds to the log instead of starting it anew.
 * @property {boolean} [ownGroup] See {@link startChild}.
 * @property {(logText: string) => string | undefined} [adviseOn] Reads the log of a failure for a known cause.
 */

/**
 * Runs a program to its end with its output in a log; a failure carries the log's last lines.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {LoggedOptions} options
 */
export async function runLogged(command, args, options) {
  const logPath = inCache('logs', `${options.log}.log`);
  await mkdir(inCache('logs'), { recursive: true });
  // From here to the listener nothing is awaited: an abort in between would never be heard.
  options.signal.throwIfAborted();
  const log = createWriteStream(logPath, { flags: options.append === true ? 'a' : 'w' });
  log.write(`$ ${[command, ...args].join(' ')}\n`);

  const owned = startChild(command, args, {
    cwd: options.cwd ?? repositoryRoot,
    env: { ...withoutNpmRun(process.env), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ownGroup: options.ownGroup ?? true,
  });
  owned.child.stdout?.pipe(log, { end: false });
  owned.child.stderr?.pipe(log, { end: false });

  const onAbort = () => void owned.stop();
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const ending = await owned.ended;
    if (options.signal.aborted) await owned.stop();
    log.end();
    await finished(log);
    options.signal.throwIfAborted();
    if (ending.code !== 0) throw await failure([command, ...args], ending, logPath, options);
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    log.end();
  }
}

/**
 * @param {readonly string[]} commandLine
 * @param {import('./child.mjs').Ending} ending
 * @param {string} logPath
 * @param {LoggedOptions} options
 */
async function failure(commandLine, { code, signalName }, logPath, options) {
  const text = await readFile(logPath, 'utf8');
  const how = signalName ?? `exit code ${code}`;
  const known = options.adviseOn?.(text);
  return new WorkshopError(`${commandLine.join(' ')}\nended with ${how}. Its last lines:\n\n${indentedTail(text)}`, {
    advice: `${known === undefined ? '' : `${known}\n`}The whole log is ${relative(repositoryRoot, logPath)}.`,
  });
}

/**
 * The same for npm.
 *
 * @param {readonly string[]} args
 * @param {LoggedOptions} options
 */
export async function runNpm(args, options) {
  const npm = npmCommand();
  await runLogged(npm.command, [...npm.args, ...args], options);
}

// npm ends its complaint with a page of usage, which would push the complaint out of the tail.
const npmUsage = /npm error\nnpm error (Clean install a project|Usage:)\n[^]*/;

/** @param {string} text */
export function indentedTail(text) {
  return text
    .replace(npmUsage, '')
    .trimEnd()
    .split('\n')
    .slice(-tailLines)
    .map((line) => `    ${line}`)
    .join('\n');
}
