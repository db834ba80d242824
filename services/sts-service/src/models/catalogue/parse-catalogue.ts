import { engineStages, isModelEngine, isModelName, type Languages } from '../model.js';
import { isSafePath } from '../safe-path.js';
import { Fields } from './fields.js';
import type { CatalogueFile, ModelEntry } from './model-entry.js';

const repositoryPattern = /^[\w.-]+\/[\w.-]+$/;
const revisionPattern = /^[\w][\w./-]{0,199}$/;
const languagePattern = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const sha256Pattern = /^[0-9a-f]{64}$/;
const anyText = /\S/;

export interface ParsedCatalogue {
  readonly entries: readonly ModelEntry[];
  /** Empty when the catalogue can be used. */
  readonly faults: readonly string[];
}

/** Reads `{ "version": 1, "models": […] }`; docs/models.md describes every field. */
export function parseCatalogue(json: unknown): ParsedCatalogue {
  const faults: string[] = [];
  const fields = new Fields(json, '', faults);
  if (fields.take('version') !== 1) fields.fault('version', 'must be 1');
  const entries = fields.list('models').map((model, index) => parseEntry(model, `models[${index}]`, faults));
  fields.nothingElse();
  const names = entries.map(({ name }) => name).filter((name) => name !== '');
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  for (const name of new Set(twice)) faults.push(`models has ${name} more than once`);
  return { entries, faults };
}

function parseEntry(json: unknown, path: string, faults: string[]): ModelEntry {
  const fields = new Fields(json, path, faults);
  const name = fields.take('name');
  if (typeof name !== 'string' || !isModelName(name)) {
    fields.fault('name', 'must be letters, digits, dots, hyphens and underscores');
  }
  const engine = fields.take('engine');
  const known = isModelEngine(engine) ? engine : 'whisper';
  if (engine !== known) fields.fault('engine', `must be one of ${Object.keys(engineStages).join(', ')}`);
  const stage = engineStages[known];
  const sourceLanguages = stage === 'translation' ? readLanguages(fields, 'sourceLanguages') : undefined;
  const megabytes = fields.optionalNumber('megabytes');
  const entry: ModelEntry = {
    name: String(name),
    engine: known,
    stage,
    repository: fields.text('repository', repositoryPattern, 'owner/name'),
    revision: fields.optionalText('revision', revisionPattern, 'a commit, a tag or a branch') ?? 'main',
    licence: {
      name: fields.text('licence', anyText, 'the name of a licence'),
      nonCommercial: fields.boolean('nonCommercial'),
    },
    languages: readLanguages(fields, 'languages'),
    ...(sourceLanguages !== undefined && { sourceLanguages }),
    ...(megabytes !== undefined && { megabytes }),
    files: fields.list('files').map((file, index) => parseFile(file, `${fields.at('files')}[${index}]`, faults)),
  };
  fields.nothingElse();
  const paths = entry.files.map((file) => file.path);
  if (new Set(paths).size < paths.length) fields.fault('files', 'has a path more than once');
  return entry;
}

/** A text means a file that has the same path in the repository and in the folder. */
function parseFile(json: unknown, path: string, faults: string[]): CatalogueFile {
  if (typeof json === 'string') return { path: safe(json, path, faults), from: json };
  const fields = new Fields(json, path, faults);
  const target = fields.text('path', anyText, 'a path');
  const from = fields.optionalText('from', anyText, 'a path') ?? target;
  const sha256 = fields.optionalText('sha256', sha256Pattern, '64 hexadecimal digits in lower case');
  const bytes = fields.optionalNumber('bytes');
  fields.nothingElse();
  return {
    path: safe(target, fields.at('path'), faults),
    from: safe(from, fields.at('from'), faults),
    ...(sha256 !== undefined && { sha256 }),
    ...(bytes !== undefined && { bytes }),
  };
}

function safe(path: string, at: string, faults: string[]): string {
  if (!isSafePath(path)) faults.push(`${at} must be a plain relative path, not ${JSON.stringify(path)}`);
  return path;
}

function readLanguages(fields: Fields, name: string): Languages {
  const value = fields.take(name);
  if (value === 'any') return 'any';
  const isList = Array.isArray(value) && value.length > 0;
  if (isList && value.every((tag) => typeof tag === 'string' && languagePattern.test(tag))) return value as string[];
  fields.fault(name, 'must be a list of language tags such as es or pt-BR, or "any"');
  return 'any';
}
