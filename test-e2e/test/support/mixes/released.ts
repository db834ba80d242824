import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../../../src/paths.js';
import { ContractVersion, type ContractModule } from './contract-version.js';

const alias = 'contracts-';

interface Manifest {
  name: string;
  version: string;
  devDependencies?: Record<string, string>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/**
 * The released versions of @dubbing/contracts that are held against each other, oldest first. Each is a development dependency of
 * this project under an alias of its own, so that one more line in package.json brings one more into every mix.
 */
export const releasedVersions: readonly string[] = Object.keys(manifestOf(projectDir).devDependencies ?? {})
  .filter((name) => name.startsWith(alias))
  .map((name) => name.slice(alias.length))
  .sort(compare);

/** Where a released version is installed. */
export const folderOf = (version: string): string => join(projectDir, 'node_modules', `${alias}${version}`);

/** The package itself, as it was published. It is loaded by its name at run time, because types of its own would hide what it lacks. */
export async function released(version: string): Promise<ContractVersion> {
  const folder = folderOf(version);
  if (!existsSync(folder)) throw new Error(`${folder} is missing: run \`npm run setup\``);
  const { name, version: installed } = manifestOf(folder);
  if (name !== '@dubbing/contracts' || installed !== version) {
    throw new Error(`${folder} is ${name}@${installed}, not @dubbing/contracts@${version}`);
  }
  return new ContractVersion(version, (await import(`${alias}${version}`)) as ContractModule);
}

/** Every released version, oldest first. */
export const allReleased = (): Promise<ContractVersion[]> => Promise.all(releasedVersions.map(released));

function compare(a: string, b: string): number {
  const [partsA, partsB] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  const differs = partsA.findIndex((part, index) => part !== partsB[index]);
  return differs === -1 ? 0 : (partsA[differs] ?? 0) - (partsB[differs] ?? 0);
}
