import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';
import { runNpm } from '../process/logged.mjs';

/**
 * A service describes its routes in the words of the contracts that it pins. Where it does, the description is written anew after its pin
 * has moved, as its tests hold it to.
 *
 * @param {string} directory Of a project that is installed.
 * @param {{ progress: import('../report/progress.mjs').Progress, signal: AbortSignal }} options
 * @returns {Promise<() => Promise<void>>} Puts the description back as it was.
 */
export async function describeRoutes(directory, { progress, signal }) {
  const { scripts = {} } = /** @type {{ scripts?: Record<string, string> }} */ (
    await readJson(inRepository(directory, 'package.json'))
  );
  if (scripts['openapi'] === undefined) return async () => {};

  const name = basename(directory);
  const path = inRepository('docs/openapi', `${name}.json`);
  const before = await readFile(path, 'utf8');
  const putBack = () => writeFile(path, before);
  try {
    await progress.step(`docs/openapi/${name}.json`, () =>
      runNpm(['run', 'openapi'], { log: `openapi-${name}`, cwd: inRepository(directory), signal }),
    );
  } catch (error) {
    await putBack();
    throw error;
  }
  return putBack;
}
