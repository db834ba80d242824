import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../json.mjs';
import { inRepository } from '../paths.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/**
 * Runs `work` with an environment in which every mocha run adds to a tally.
 *
 * @param {(env: NodeJS.ProcessEnv) => Promise<number>} work Gives an exit code.
 * @returns {Promise<{ code: number, tally: Tally }>}
 */
export async function tallied(work) {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-tally-'));
  try {
    const reporter = inRepository('packages/workshop/src/report/tally-reporter.cjs');
    // A mocha whose output is shown later cannot see for itself that a person reads it.
    const colour = process.stdout.isTTY ? ' --color' : '';
    const code = await work({ DUBBING_TALLY_FOLDER: folder, MOCHA_OPTIONS: `--reporter="${reporter}"${colour}` });
    return { code, tally: sum(await readAll(folder)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/**
 * @param {string} folder
 * @returns {Promise<Tally[]>}
 */
async function readAll(folder) {
  const files = await readdir(folder);
  return Promise.all(files.map(async (file) => /** @type {Tally} */ (await readJson(join(folder, file)))));
}
