import { ConfigError, defineConfig, readConfig } from '@dubbing/common';
import { readPolicies, type AccessRules, type StreamKey } from './rules.js';
import { digestOf } from './secret.js';

/** Keys go into URLs, SRT stream ids and headers as they are: no character that one of these takes for its own. */
const KEY = '[A-Za-z0-9._~-]{8,128}';
const DIGEST = /^sha256:([0-9a-f]{64})$/;
const STREAM = '(?:\\*|[a-z0-9-]{1,64})';
const publishKey = new RegExp(`^${STREAM}=(?:public|sha256:[0-9a-f]{64}|${KEY})$`);
const readKey = new RegExp(`^${STREAM}=(?:sha256:[0-9a-f]{64}|${KEY})$`);

/** None of it is read from the environment; values that may be keys stand in no message. */
const fileSchema = defineConfig({
  publish: { env: '', type: 'list', pattern: publishKey, secret: true, doc: 'Who may publish.' },
  readSources: { env: '', type: 'enum', values: readPolicies, default: 'private', doc: 'Who may read originals.' },
  readDubs: { env: '', type: 'enum', values: readPolicies, default: 'public', doc: 'Who may read dubs.' },
  readKeys: { env: '', type: 'list', pattern: readKey, secret: true, default: [], doc: 'Keys of readers.' },
});

/** @throws ConfigError with every fault of the file, and no line of it */
export function readRules(file: string): AccessRules {
  try {
    const { publish, readSources, readDubs, readKeys } = readConfig(fileSchema, { env: {}, file });
    return { publishKeys: publish.map(streamKey), readKeys: readKeys.map(streamKey), readSources, readDubs };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const unreadable = error.faults.filter(({ field }) => field === '(file)');
    const faults = (unreadable.length > 0 ? unreadable : error.faults).map(({ field, message }) => ({
      field,
      source: `file ${file}`,
      // What cannot be read as YAML is shown below the message, and may be a key.
      message: message.split('\n', 1)[0] ?? '',
    }));
    throw new ConfigError(faults);
  }
}

function streamKey(text: string): StreamKey {
  const equals = text.indexOf('=');
  const stream = text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (value === 'public') return { stream };
  return { stream, digest: DIGEST.exec(value)?.[1] ?? digestOf(value) };
}
