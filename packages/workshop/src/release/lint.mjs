/**
 * What a packaging linter has against a package as it will be published: entries that are missing or of another format than they say,
 * types that nobody finds. Nothing is let pass, advice neither.
 *
 * @param {string} folder Holds what will be packed.
 * @returns {Promise<string[]>}
 */
export async function lintPackage(folder) {
  // The set-up installs it; commands that run before that read this file too.
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: false });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}
