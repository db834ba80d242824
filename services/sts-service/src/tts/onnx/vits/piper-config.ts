import { stsError } from '../../../errors.js';

/** What NAME.onnx.json of a Piper voice says, checked. */
export interface PiperConfig {
  /** BCP 47. */
  readonly language: string;
  readonly sampleRateHz: number;
  /** eSpeak NG's voice; undefined for a voice that reads letters. */
  readonly espeakVoice: string | undefined;
  readonly phonemeIds: ReadonlyMap<string, readonly number[]>;
  /** Symbols to be put in the place of others before they become numbers. */
  readonly phonemeMap: ReadonlyMap<string, readonly string[]>;
  /** Several symbols that have a number as one, longest first. */
  readonly clusters: readonly string[];
  readonly noiseScale: number;
  /** How long sounds last: 2 is half as fast. */
  readonly lengthScale: number;
  readonly noiseWidthScale: number;
  readonly speakerCount: number;
  readonly defaultSpeaker: number;
  readonly speakers: ReadonlyMap<string, number>;
}

/** Piper's own defaults for what a configuration leaves out. */
const defaults = { noiseScale: 0.667, lengthScale: 1, noiseWidthScale: 0.8 };

/** Piper's substitution for the Portuguese voices, which have never heard a palatal stop. */
const defaultPhonemeMaps: Readonly<Record<string, [string, readonly string[]][]>> = { 'pt-br': [['c', ['k']]] };

/** Beginning, end, and what stands between any two symbols. */
export const framing = { begin: '^', end: '$', pad: '_' } as const;

/** @throws DubbingError MODEL_INCOMPATIBLE naming the field that is missing or of another kind than is supported. */
export function parsePiperConfig(config: Readonly<Record<string, unknown>>, file: string): PiperConfig {
  const fault = (what: string) => stsError('MODEL_INCOMPATIBLE', `the voice ${file} ${what}`, { source: file });
  const need = <T>(value: T | undefined, field: string): T => {
    if (value === undefined) throw fault(`has no ${field}`);
    return value;
  };
  const kind = config['phoneme_type'] ?? 'espeak';
  if (kind !== 'espeak' && kind !== 'text') throw fault(`reads ${JSON.stringify(kind)}, not eSpeak's phonemes or text`);
  const espeakVoice = kind === 'espeak' ? need(textAt(config, 'espeak', 'voice'), 'espeak.voice') : undefined;
  const phonemeIds = idsOf(need(objectAt(config, 'phoneme_id_map'), 'phoneme_id_map'));
  for (const symbol of Object.values(framing)) need(phonemeIds.get(symbol), `phoneme_id_map["${symbol}"]`);
  const language = textAt(config, 'language', 'code') ?? textAt(config, 'espeak', 'voice');
  return {
    language: tagOf(need(language, 'language.code')),
    sampleRateHz: need(numberAt(config, 'audio', 'sample_rate'), 'audio.sample_rate'),
    espeakVoice,
    phonemeIds,
    phonemeMap: mapOf(objectAt(config, 'phoneme_map'), espeakVoice),
    clusters: clustersOf(config['vowel_clusters']),
    noiseScale: numberAt(config, 'inference', 'noise_scale') ?? defaults.noiseScale,
    lengthScale: numberAt(config, 'inference', 'length_scale') ?? defaults.lengthScale,
    noiseWidthScale: numberAt(config, 'inference', 'noise_w') ?? defaults.noiseWidthScale,
    speakerCount: numberAt(config, 'num_speakers') ?? 1,
    defaultSpeaker: numberAt(config, 'default_speaker_id') ?? 0,
    speakers: speakersOf(objectAt(config, 'speaker_id_map')),
  };
}

/** `pt_BR` is `pt-BR`; anything that is no tag stays as it is. */
function tagOf(code: string): string {
  const tag = code.replaceAll('_', '-');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag;
  } catch {
    return tag;
  }
}

function idsOf(map: Readonly<Record<string, unknown>>): Map<string, readonly number[]> {
  const entries = Object.entries(map).map(([symbol, ids]): [string, number[]] => [
    symbol.normalize('NFD'),
    (Array.isArray(ids) ? ids : [ids]).filter((id) => typeof id === 'number'),
  ]);
  return new Map(entries.filter(([, ids]) => ids.length > 0));
}

function mapOf(map: Readonly<Record<string, unknown>> | undefined, espeakVoice = ''): Map<string, readonly string[]> {
  if (map === undefined || Object.keys(map).length === 0) return new Map(defaultPhonemeMaps[espeakVoice] ?? []);
  return new Map(
    Object.entries(map).map(([symbol, others]): [string, string[]] => [
      symbol,
      (Array.isArray(others) ? others : [others]).filter((other) => typeof other === 'string'),
    ]),
  );
}

function clustersOf(clusters: unknown): string[] {
  if (!Array.isArray(clusters)) return [];
  return clusters
    .filter((cluster) => Array.isArray(cluster))
    .map((cluster: unknown[]) => cluster.join('').normalize('NFD'))
    .sort((a, b) => b.length - a.length);
}

function speakersOf(map: Readonly<Record<string, unknown>> | undefined): Map<string, number> {
  const isSpeaker = (entry: [string, unknown]): entry is [string, number] => typeof entry[1] === 'number';
  return new Map(Object.entries(map ?? {}).filter(isSpeaker));
}

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function objectAt(value: unknown, ...path: readonly string[]): Record<string, unknown> | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : undefined;
}
