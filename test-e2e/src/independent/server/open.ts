import { Refusal } from '../refusal.js';
import { faultOf } from '../schema/check.js';
import { schemaOf, type Schema } from '../schema/documents.js';
import { isNewer } from '../schema/rules.js';
import { partials, type StreamInit, type VersionRange } from '../wire.js';

export const spoken: VersionRange = { min: '1.0', max: '1.1' };

/** Every feature that there is here, with the version that brought it. */
const features: Readonly<Record<string, string>> = { [partials]: '1.1' };

/** What must be as it was when a session is resumed (9), and what only where it is there. */
const fixed = ['streamId', 'sourceLanguage', 'targetLanguages', 'audio', 'replyAudio'] as const;
const fixedWhereThere = ['glossary', 'voices'] as const;

export interface Agreement {
  readonly init: StreamInit;
  readonly protocol: string;
  readonly features: readonly string[];
}

/** @throws Refusal of a message that breaks its schema, or that this server cannot serve */
export function agree(message: unknown): Agreement {
  // Before all else: who speaks another version may write everything else in another way (4.2).
  const protocol = agreedVersion((requireValid(onlyProtocol, message) as { protocol: VersionRange }).protocol);
  const init = requireValid(schemaOf('stream-init'), message) as StreamInit;
  const granted = [...new Set(init.features ?? [])].filter(
    (name) => Object.hasOwn(features, name) && !isNewer(features[name] ?? '', protocol),
  );
  return { init, protocol, features: granted };
}

/** The message, which is then what its schema says. @throws Refusal CONTRACT_INVALID */
export function requireValid(schema: Schema, message: unknown): unknown {
  const fault = faultOf(schema, message);
  if (fault !== undefined) throw new Refusal('CONTRACT_INVALID', fault.message, fault.field);
  return message;
}

/** @throws Refusal SESSION_MISMATCH */
export function requireSame(before: StreamInit, now: StreamInit): void {
  for (const field of fixed) if (!areSame(before[field], now[field])) throw mismatch(field);
  for (const field of fixedWhereThere) {
    const value = now[field] ?? undefined;
    if (value !== undefined && !areSame(before[field] ?? [], value)) throw mismatch(field);
  }
}

const whole = schemaOf('stream-init');
const onlyProtocol: Schema = {
  type: 'object',
  required: ['protocol'],
  properties: { protocol: { $ref: '#/$defs/ProtocolRange' } },
  ...(whole.$defs !== undefined && { $defs: whole.$defs }),
};

function agreedVersion(client: VersionRange): string {
  const newest = isNewer(client.max, spoken.max) ? spoken.max : client.max;
  if (!isNewer(client.min, newest) && !isNewer(spoken.min, newest)) return newest;
  const words = `the client speaks ${client.min} to ${client.max}, the server ${spoken.min} to ${spoken.max}`;
  const { min, max } = client;
  throw new Refusal('PROTOCOL_UNSUPPORTED', words, 'protocol', { client: { min, max }, server: spoken });
}

function mismatch(field: string): Refusal {
  return new Refusal('SESSION_MISMATCH', `the session has another ${field}`, field);
}

/** Apart from the order of fields, from fields that are null, and from those that nobody knows here. */
function areSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

const knownParts = new Set(['encoding', 'sampleRateHz', 'channels', 'term', 'translation', 'language', 'voice']);

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name, field]) => knownParts.has(name) && field !== null);
  return Object.fromEntries(fields.sort(([x], [y]) => (x < y ? -1 : 1)));
}
