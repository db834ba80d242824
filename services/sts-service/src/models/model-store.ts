import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stsError } from '../errors.js';
import { loadCatalogue } from './catalogue/load-catalogue.js';
import type { ModelEntry } from './catalogue/model-entry.js';
import { inspectFolder } from './folder/inspect-folder.js';
import { isModelName, type InstalledModel } from './model.js';

export interface ModelStoreOptions {
  /** The models directory; each folder in it is a model by its name. It need not exist. */
  readonly dir: string;
  /** Files of the user's own catalogues. */
  readonly catalogues?: readonly string[];
}

/** A folder that holds no model, or not all of one. */
export interface UnusableFolder {
  readonly name: string;
  readonly folder: string;
  readonly reason: string;
}

/** Each call looks at the disk, so that a model that is pulled while the service runs is found when it looks again. */
export interface ModelStore {
  readonly dir: string;
  /** All that can be pulled. */
  readonly catalogue: ReadonlyMap<string, ModelEntry>;
  /** The model of that name, if it is there with all its files. */
  find(name: string): InstalledModel | undefined;
  /** In alphabetical order. */
  installed(): InstalledModel[];
  /** What lies in the directory and cannot be used, each with the reason. */
  unusable(): UnusableFolder[];
}

/** @throws DubbingError MODEL_CATALOGUE_INVALID */
export function openModelStore(options: ModelStoreOptions): ModelStore {
  const dir = resolve(options.dir);
  const catalogue = loadCatalogue(options.catalogues);
  const inspect = (name: string): ReturnType<typeof inspectFolder> =>
    inspectFolder(join(dir, name), catalogue.get(name));
  const models = (): InstalledModel[] =>
    foldersIn(dir).flatMap((name) => {
      const found = inspect(name);
      return 'model' in found ? [found.model] : [];
    });
  return {
    dir,
    catalogue,
    find: (name) => {
      if (!isModelName(name) || !isFolder(join(dir, name))) return undefined;
      const found = inspect(name);
      return 'model' in found ? found.model : undefined;
    },
    installed: models,
    unusable: () =>
      foldersIn(dir).flatMap((name) => {
        const found = inspect(name);
        return 'reason' in found ? [{ name, folder: join(dir, name), reason: found.reason }] : [];
      }),
  };
}

/** Names with a dot in front are the store's own, or a file manager's. */
function foldersIn(dir: string): string[] {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw stsError('MODEL_UNAVAILABLE', `the models directory ${dir} cannot be read`, { source: dir, cause });
  }
  return names.filter((name) => isModelName(name) && isFolder(join(dir, name))).sort();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
