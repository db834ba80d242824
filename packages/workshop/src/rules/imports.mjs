import { posix } from 'node:path';

/**
 * Code without its comments, every line where it was. Strings are kept; a quote that a regular expression holds ends at
 * the line's end at the latest.
 *
 * @param {string} text
 */
export function withoutComments(text) {
  return text.replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|\/\*[^]*?\*\/|\/\/[^\n]*/g,
    (token) => (token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token),
  );
}

const forms = [
  /\b(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"\n]+)['"]/g,
  /\bimport\s*['"]([^'"\n]+)['"]/g,
  /\bimport\s*\(\s*['"`]([^'"`\n]+)['"`]/g,
  /\brequire(?:\.resolve)?\s*\(\s*['"]([^'"\n]+)['"]/g,
  // createRequire(import.meta.url)('name')
  /\bcreateRequire\([^)]*\)\s*\(\s*['"]([^'"\n]+)['"]/g,
];

/**
 * What a file imports, in any of the forms that there are.
 * @param {string} text
 * @returns {string[]}
 */
export function importsOf(text) {
  const code = withoutComments(text);
  return [...new Set(forms.flatMap((form) => [...code.matchAll(form)].map(([, specifier]) => specifier ?? '')))];
}

/**
 * The file that a relative import means, as it is called in the source: `.js` stands for `.ts` there.
 *
 * @param {string} from Path of the importing file.
 * @param {string} specifier
 * @returns {string | undefined} undefined for an import by name.
 */
export function resolveImport(from, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.normalize(posix.join(posix.dirname(from), specifier));
  return path.replace(/\.js$/, '.ts');
}
