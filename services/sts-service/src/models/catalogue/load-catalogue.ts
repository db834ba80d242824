import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeError } from '@dubbing/common';
import { stsError } from '../../errors.js';
import type { ModelEntry } from './model-entry.js';
import { parseCatalogue } from './parse-catalogue.js';

/** Of the package's own catalogue, found through `imports` of package.json from the build and the tests alike. */
export const builtInCatalogue = fileURLToPath(import.meta.resolve('#models/catalogue'));

/**
 * The entries of the built-in catalogue and of the user's own ones. An entry of a later file takes the place of one
 * with the same name, so that a user can pin or redirect a model without editing ours.
 * @throws DubbingError MODEL_CATALOGUE_INVALID with every fault of the first file that has some.
 */
export function loadCatalogue(ownFiles: readonly string[] = []): ReadonlyMap<string, ModelEntry> {
  const entries = [builtInCatalogue, ...ownFiles].flatMap(readCatalogue);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function readCatalogue(file: string): readonly ModelEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw invalid(file, describeError(cause), cause);
  }
  const { entries, faults } = parseCatalogue(json);
  if (faults.length > 0) throw invalid(file, faults.join('; '));
  return entries;
}

function invalid(file: string, why: string, cause?: unknown): Error {
  return stsError('MODEL_CATALOGUE_INVALID', `the catalogue ${file} cannot be used: ${why}`, { source: file, cause });
}
