import { stsError } from '../errors.js';
import { engineStages, type InstalledModel } from '../models/model.js';
import type { ModelStore } from '../models/model-store.js';
import type { EngineFault } from '../pipeline/catalogue.js';

export interface WantedModels {
  /** In the order of preference. */
  readonly models: readonly InstalledModel[];
  readonly faults: readonly EngineFault[];
}

/**
 * The models that the configuration asks for.
 * @param wanted `auto`: all that are installed, by their names; `none`; or names, the best first.
 */
export function wantedModels(store: ModelStore, wanted: readonly string[]): WantedModels {
  const names = wanted.filter((name) => name !== 'none');
  if (names.length === 0) return { models: [], faults: [] };
  if (names.includes('auto')) return { models: store.installed(), faults: store.unusable().map(faultOfFolder) };
  const unusable = new Map(store.unusable().map((folder) => [folder.name, folder]));
  const models: InstalledModel[] = [];
  const faults: EngineFault[] = [];
  for (const name of new Set(names)) {
    const model = store.find(name);
    const folder = unusable.get(name);
    if (model !== undefined) models.push(model);
    else faults.push(folder === undefined ? faultOfName(name, store) : faultOfFolder(folder));
  }
  return { models, faults };
}

function faultOfFolder({ name, folder, reason }: { name: string; folder: string; reason: string }): EngineFault {
  const error = stsError('MODEL_UNAVAILABLE', `${name}: the model in ${folder} cannot be used: ${reason}`, {
    source: name,
  });
  return { family: 'onnx', engine: name, error };
}

function faultOfName(name: string, store: ModelStore): EngineFault {
  const entry = store.catalogue.get(name);
  const known = entry !== undefined;
  const way = known ? `npm run models -- pull ${name}` : 'no catalogue knows it';
  const message = `the model ${name} is not in ${store.dir} (${way})`;
  const error = stsError('MODEL_NOT_INSTALLED', message, { source: name });
  return { ...(known && { stage: engineStages[entry.engine] }), family: 'onnx', engine: name, error };
}
