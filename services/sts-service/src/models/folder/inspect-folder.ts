import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeError } from '@dubbing/common';
import { graphPaths } from '../../onnx/model-files.js';
import type { ModelEntry } from '../catalogue/model-entry.js';
import { engineStages, type InstalledModel, type ModelEngine } from '../model.js';
import { readModelLock, type ModelLock } from '../model-lock.js';
import { lockFileName } from '../own-names.js';
import { engineOfFolder, piperVoice } from './engine-of-folder.js';
import { kokoroLanguages, languagesOfFolder } from './languages-of-folder.js';
import { layouts } from './layouts.js';

export type Inspection = { readonly model: InstalledModel } | { readonly reason: string };

/**
 * What a folder of the models directory holds, or why it cannot be used. Sizes are looked at, contents are not: that
 * takes long, and `verify` does it. Never throws.
 * @param entry the catalogue's entry of that name, if there is one
 */
export function inspectFolder(folder: string, entry: ModelEntry | undefined): Inspection {
  try {
    const lock = readModelLock(folder);
    const found = lock === undefined ? engineOfFolder(folder) : { engine: lock.engine };
    if ('reason' in found) return found;
    const reason = whyIncomplete(folder, found.engine, lock);
    return reason === undefined ? { model: describe(folder, found.engine, lock, entry) } : { reason };
  } catch (error) {
    return { reason: describeError(error) };
  }
}

function describe(
  folder: string,
  engine: ModelEngine,
  lock: ModelLock | undefined,
  entry: ModelEntry | undefined,
): InstalledModel {
  // A folder that a user made by hand may have the name of an entry and be another model.
  const known = entry?.engine === engine ? entry : undefined;
  const told = languagesOfFolder(folder, engine, lock?.repository);
  const languages = known === undefined || known.languages === 'any' ? told.languages : known.languages;
  const sources =
    known?.sourceLanguages === undefined || known.sourceLanguages === 'any'
      ? told.sourceLanguages
      : known.sourceLanguages;
  const licence = lock?.licence ?? known?.licence;
  return {
    name: basename(folder),
    engine,
    stage: engineStages[engine],
    folder,
    languages,
    ...(sources !== undefined && { sourceLanguages: sources }),
    ...(licence !== undefined && { licence }),
  };
}

function whyIncomplete(folder: string, engine: ModelEngine, lock: ModelLock | undefined): string | undefined {
  const { files, graphs } = layouts[engine];
  for (const path of files) if (sizeOf(folder, path) === 0) return `${path} is missing or empty`;
  for (const stem of graphs) {
    if (graphPaths(stem).every((path) => sizeOf(folder, path) === 0)) return `onnx/${stem}.onnx is missing or empty`;
  }
  for (const { path, bytes } of lock?.files ?? []) {
    const actual = sizeOf(folder, path);
    if (actual !== bytes) return `${path} has ${actual} bytes instead of the ${bytes} that ${lockFileName} tells`;
  }
  if (engine === 'kokoro' && kokoroLanguages(folder).length === 0)
    return 'voices/*.bin of a language that can be spoken are missing';
  if (engine === 'piper' && piperVoice(folder) === undefined) return 'NAME.onnx with NAME.onnx.json is missing';
  return undefined;
}

/** 0 when there is no such file. */
function sizeOf(folder: string, path: string): number {
  const stat = statSync(join(folder, path), { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.size : 0;
}
