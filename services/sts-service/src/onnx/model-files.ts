import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stsError } from '../errors.js';

/**
 * How the hub's exports mark the precision of a graph, in the order in which they are taken: full
 * precision where it is there, so that a folder with one precision only is used as it is.
 */
const precisions = ['', '_fp16', '_quantized', '_int8', '_uint8', '_q8', '_q4', '_q4f16', '_bnb4'];

/**
 * Where a graph may lie in a model folder as the hub lays it out, the one that is taken first:
 * `onnx/STEM.onnx`, or with the mark of its precision, or beside the configuration.
 */
export function graphPaths(stem: string): string[] {
  return ['onnx/', ''].flatMap((place) => precisions.map((precision) => `${place}${stem}${precision}.onnx`));
}

/**
 * The file of a graph in a model folder: the first of `graphPaths` that is there.
 * @throws DubbingError MODEL_UNAVAILABLE
 */
export async function findGraphFile(folder: string, stem: string): Promise<string> {
  for (const path of graphPaths(stem)) {
    const file = join(folder, path);
    if (await exists(file)) return file;
  }
  throw stsError('MODEL_UNAVAILABLE', `the model in ${folder} has no file onnx/${stem}.onnx`, { source: folder });
}

/**
 * A JSON file of a model folder, such as config.json; undefined when it is not there.
 * @throws DubbingError MODEL_UNAVAILABLE when it is there and is no JSON object.
 */
export async function readModelJson(folder: string, name: string): Promise<Record<string, unknown> | undefined> {
  const file = join(folder, name);
  if (!(await exists(file))) return undefined;
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw stsError('MODEL_UNAVAILABLE', `${file} is no JSON`, { source: file, cause });
  }
  throw stsError('MODEL_UNAVAILABLE', `${file} holds no JSON object`, { source: file });
}

/** Like `readModelJson`, for a file that the model cannot do without. */
export async function requireModelJson(folder: string, name: string): Promise<Record<string, unknown>> {
  const value = await readModelJson(folder, name);
  if (value !== undefined) return value;
  throw stsError('MODEL_UNAVAILABLE', `the model in ${folder} has no ${name}`, { source: join(folder, name) });
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
