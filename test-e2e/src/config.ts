import { isAbsolute, join } from 'node:path';

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
