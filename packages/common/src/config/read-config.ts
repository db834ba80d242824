import { maskUrl } from '../logging/redact.js';
import { ConfigError, type ConfigFault } from './config-error.js';
import { readFile } from './read-file.js';
import type { ReadResult } from './read-result.js';
import { readValue } from './read-value.js';
import type { ConfigField, ConfigOf, ConfigSchema } from './schema.js';

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of a YAML file whose keys are the names of the schema's fields. */
  readonly file?: string | undefined;
}

/**
 * Reads every field from the environment, else from the file, else takes its default. An
 * environment variable that is empty counts as absent, as in most service managers.
 * @throws ConfigError with every fault of both sources.
 */
export function readConfig<const S extends ConfigSchema>(schema: S, sources: ConfigSources): ConfigOf<S> {
  const faults: ConfigFault[] = [];
  const written = sources.file === undefined ? {} : readFile(sources.file, faults);
  for (const name of Object.keys(written)) {
    if (!Object.hasOwn(schema, name)) {
      faults.push({ field: name, source: `file ${sources.file}`, message: 'is not known' });
    }
  }
  const config: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema)) {
    const { raw, source } = find(name, field, written, sources);
    const read = raw === undefined ? readAbsent(field) : readValue(field, raw);
    if ('value' in read) config[name] = read.value;
    else faults.push({ field: name, source, message: read.fault + shown(raw, field) });
  }
  if (faults.length > 0) throw new ConfigError(faults);
  // Every field was read by the rule of its type; the compiler cannot follow that.
  return config as ConfigOf<S>;
}

function find(
  name: string,
  field: ConfigField,
  written: Readonly<Record<string, unknown>>,
  sources: ConfigSources,
): { readonly raw: unknown; readonly source: string } {
  const fromEnv = sources.env[field.env];
  const inEnv = { raw: fromEnv, source: `environment ${field.env}` };
  if (fromEnv !== undefined && fromEnv !== '') return inEnv;
  const inFile = Object.hasOwn(written, name) ? written[name] : undefined;
  if (inFile !== undefined && inFile !== null) {
    return { raw: inFile, source: `file ${sources.file}` };
  }
  return { ...inEnv, raw: undefined };
}

function readAbsent(field: ConfigField): ReadResult {
  const required = field.default === undefined && field.optional !== true;
  return required ? { fault: 'is missing' } : { value: field.default };
}

function shown(raw: unknown, field: ConfigField): string {
  return raw === undefined || field.secret === true ? '' : `, not ${maskUrl(JSON.stringify(raw))}`;
}
