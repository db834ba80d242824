import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inCache } from '../paths.mjs';
import { startChild } from '../process/child.mjs';
import { freePort } from '../process/free-port.mjs';
import { runNpm } from '../process/logged.mjs';
import { untilReady } from '../process/until-ready.mjs';

/**
 * The environment of programs that stand alone: nothing of the mocha that this runs in.
 * @type {NodeJS.ProcessEnv}
 */
const alone = {
  MOCHA_OPTIONS: undefined,
  DUBBING_TALLY_FOLDER: undefined,
  NODE_OPTIONS: undefined,
  NODE_PATH: undefined,
  NODE_V8_COVERAGE: undefined,
};

/**
 * `npm run SCRIPT` of a service.
 *
 * @param {string} folder
 * @param {string} script
 * @param {{ log: string, signal: AbortSignal }} options
 */
export const runScript = (folder, script, { log, signal }) =>
  runNpm(['run', script], { log, cwd: folder, env: alone, signal });

const endsWithinMs = 20_000;

/** The ports that each service listens on, by the variables that set them. */
const ports = {
  'media-service': ['MEDIA_PORT', 'MEDIA_RTMP_PORT', 'MEDIA_FLV_PORT'],
  'sts-service': ['STS_PORT'],
};

/** @typedef {keyof typeof ports} ServiceName */

/**
 * Starts a service on ports of its own, waits until it is ready, and ends it.
 *
 * @param {ServiceName} name
 * @param {string} folder
 * @param {{ log: string, signal: AbortSignal }} options
 * @returns {Promise<import('../process/child.mjs').Ending>} How it ended.
 */
export async function startAndEnd(name, folder, { log, signal }) {
  const logPath = inCache('logs', `${log}.log`);
  await mkdir(inCache('logs'), { recursive: true });
  /** @type {Record<string, string>} */
  const own = {};
  for (const variable of ports[name]) own[variable] = String(await freePort());
  const output = createWriteStream(logPath);
  const owned = startChild(process.execPath, [join(folder, 'dist/main.js')], {
    cwd: folder,
    env: { ...process.env, ...alone, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  owned.child.stdout?.pipe(output, { end: false });
  owned.child.stderr?.pipe(output, { end: false });
  try {
    const url = `http://127.0.0.1:${own[ports[name][0] ?? '']}`;
    await untilReady({ name, url, ended: owned.ended, logPath }, signal);
    // To it alone: what it started is its own to end.
    owned.child.kill('SIGTERM');
    const lastResort = setTimeout(() => owned.child.kill('SIGKILL'), endsWithinMs);
    return await owned.ended.finally(() => clearTimeout(lastResort));
  } finally {
    await owned.stop();
    output.end();
  }
}
