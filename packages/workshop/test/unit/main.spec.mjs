import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inRepository } from '../../src/paths.mjs';

/**
 * What a module imports when it is loaded, and what that imports, by the name that is written.
 *
 * @param {string} path
 * @param {Map<string, string>} [found] Name → who imports it.
 * @param {Set<string>} [read]
 */
async function importsOf(path, found = new Map(), read = new Set()) {
  if (read.has(path)) return found;
  read.add(path);
  const text = await readFile(path, 'utf8');
  for (const [, name = ''] of text.matchAll(/^(?:import|export) (?:[^'"]*? from )?'([^']+)';$/gm)) {
    found.set(name, path);
    if (name.startsWith('.')) await importsOf(join(dirname(path), name), found, read);
  }
  return found;
}

describe('The commands', () => {
  it('can be begun in a fresh clone, where nothing is installed yet', async () => {
    const imports = await importsOf(inRepository('packages/workshop/src/main.mjs'));
    expect([...imports.keys()]).to.include('./registry-step.mjs');
    const installed = [...imports].filter(([name]) => !name.startsWith('.') && !name.startsWith('node:'));
    expect(installed).to.deep.equal([]);
  });
});
