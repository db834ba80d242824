import { filesUnder } from '../setup/fingerprint.mjs';
import { readFile } from 'node:fs/promises';
import { withoutComments } from '../rules/imports.mjs';

/**
 * The names that code imports from a package, from itself or from a folder of it.
 *
 * @param {string} text
 * @param {string} name Of the package.
 * @returns {string[]}
 */
export function namesImported(text, name) {
  const form = new RegExp(
    `\\b(?:import|export)\\s+(?:type\\s+)?\\{([^}]*)\\}\\s*from\\s*['"]${name}(?:/[^'"]*)?['"]`,
    'g',
  );
  return [...withoutComments(text).matchAll(form)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((each) => /^\s*(?:type\s+)?(\w+)/.exec(each)?.[1] ?? '')
      .filter((each) => each !== ''),
  );
}

/**
 * The same of every source of a folder.
 *
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<ReadonlySet<string>>}
 */
export async function namesImportedIn(folder, name) {
  const files = (await filesUnder([folder])).filter((path) => path.endsWith('.ts'));
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8')));
  return new Set(texts.flatMap((text) => namesImported(text, name)));
}
