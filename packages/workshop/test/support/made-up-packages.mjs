import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { indexName } from '../../src/registry/kept.mjs';

/**
 * Gives `work` two built packages of which the second one depends on the first, a folder for released versions that holds none yet, and
 * one for the copies that are published.
 *
 * @param {(folders: { sources: [string, string], folder: string, staging: string }) => Promise<void>} work
 */
export async function withMadeUpPackages(work) {
  const root = await mkdtemp(join(tmpdir(), 'dubbing-packages-'));
  try {
    const sources = /** @type {[string, string]} */ ([join(root, 'first'), join(root, 'second')]);
    await writePackage(sources[0], { name: '@dubbing/first' });
    await writePackage(sources[1], { name: '@dubbing/second', dependencies: { '@dubbing/first': '1.0.0' } });
    const folder = join(root, 'released');
    await mkdir(folder);
    await forgetReleases(folder);
    await work({ sources, folder, staging: join(root, 'staging') });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** @param {string} folder Of released versions. */
export const forgetReleases = (folder) => writeFile(join(folder, indexName), '{}\n');

/**
 * @param {string} source
 * @param {Record<string, unknown>} fields Of the manifest.
 */
export async function writePackage(source, fields) {
  const files = {
    'package.json': JSON.stringify({
      version: '1.0.0',
      license: 'MIT',
      type: 'module',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      types: './dist/index.d.ts',
      files: ['dist', 'README.md', 'CHANGELOG.md'],
      engines: { node: '>=20.19.0' },
      sideEffects: false,
      scripts: { build: 'tsc' },
      devDependencies: { typescript: '7.0.2' },
      ...fields,
    }),
    'README.md': '# Made up\n',
    'CHANGELOG.md': '## 1.0.0\n',
    'dist/index.js': 'export const one = 1;\n',
    'dist/index.d.ts': 'export declare const one: 1;\n',
    'dist/deep/more.js': 'export const two = 2;\n',
    'dist/deep/more.d.ts': 'export declare const two: 2;\n',
    'src/index.ts': 'export const one = 1;\n',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(source, path)), { recursive: true });
    await writeFile(join(source, path), text);
  }
}

/**
 * @param {string} source
 * @param {string} target
 */
export const copyPackage = (source, target) => cp(source, target, { recursive: true });
