import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmCommand, withoutNpmRun } from '../process/npm.mjs';

/** Where npm's cache is while an image is built. */
export const cacheInBuild = '/run/npm-cache';

/**
 * What npm is told in a build of the registries: ours with its token, and this machine's own for everything else.
 *
 * @param {{ url: string, token?: string | undefined }} registry
 * @param {{ publicRegistry: string, certificates?: string | undefined }} machine
 */
export function npmrcFor({ url, token }, { publicRegistry, certificates }) {
  const { host, pathname } = new URL(url);
  const lines = [
    `registry=${publicRegistry}`,
    `@dubbing:registry=${url}`,
    ...(token === undefined ? [] : [`//${host}${pathname}:_authToken=${token}`]),
    ...(certificates === undefined ? [] : [`cafile=${certificates}`]),
    `cache=${cacheInBuild}`,
    'prefer-offline=true',
    'update-notifier=false',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Lends a file with that to `work`; it is nobody else's to read, and gone afterwards.
 *
 * @template T
 * @param {string} content
 * @param {(path: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSecretFile(content, work) {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-secret-'));
  try {
    const path = join(folder, 'npmrc');
    await writeFile(path, content, { mode: 0o600 });
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A setting of npm on this machine.
 * @param {string} name
 */
export async function npmSetting(name) {
  const npm = npmCommand();
  const options = { env: withoutNpmRun(process.env), cwd: tmpdir() };
  const { stdout } = await promisify(execFile)(npm.command, [...npm.args, 'config', 'get', name], options);
  return stdout.trim();
}
