import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** The only place of this project that reads the process environment. */

/** Relative paths on the command line are meant from where npm was called, not from this folder. */
export function resolvePath(path: string): string {
  return isAbsolute(path) ? path : join(process.env['INIT_CWD'] ?? process.cwd(), path);
}

/**
 * The environment of a service: this one's with `extra`, without settings of services that it may hold, and without the
 * order to measure coverage, which is for this project's own code.
 */
export function serviceEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(MEDIA_|STS_|NODE_V8_COVERAGE$)/.test(name));
  return { ...Object.fromEntries(own), ...extra };
}

/** MediaMTX: what MEDIAMTX_BIN names, or else `mediamtx` of the PATH; undefined where there is none. */
export function mediaMtxBinary(): string | undefined {
  const named = process.env['MEDIAMTX_BIN'] ?? '';
  return named === '' ? programOnPath('mediamtx') : resolvePath(named);
}

/** The file of a program; undefined where no folder of the PATH has it. */
export function programOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
