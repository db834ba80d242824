import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../refusal.js';
import { convert, durationMs, isSilent } from '../sound/pcm.js';
import type { Dub, EngineInfo, SoundFormat } from '../wire.js';

/** Stages in the order of the work, each with the one engine that this server has for it. */
const engineNames = { asr: 'stopwatch', translation: 'parrot', tts: 'echo' } as const;

/** Faster than this a dub does not get, whatever its slot. */
const fastest = 2;

export interface Languages {
  readonly sourceLanguage: string;
  readonly targetLanguages: readonly string[];
}

/** One engine for hearing, two for each target language (4.1). @throws Refusal LANGUAGE_UNSUPPORTED */
export function chooseEngines(languages: Languages, known: readonly string[]): EngineInfo[] {
  const { sourceLanguage, targetLanguages } = languages;
  const of = (stage: EngineInfo['stage'], language: string): EngineInfo => {
    const field = stage === 'asr' ? 'sourceLanguage' : `targetLanguages.${targetLanguages.indexOf(language)}`;
    if (!known.includes(language)) throw new Refusal('LANGUAGE_UNSUPPORTED', `no engine knows ${language}`, field);
    return { stage, language, name: engineNames[stage], family: 'builtin' };
  };
  return [
    of('asr', sourceLanguage),
    ...targetLanguages.flatMap((language) => [of('translation', language), of('tts', language)]),
  ];
}

/** @param prefix of the path of the field: `engines.` in a message @throws Refusal ENGINE_UNKNOWN */
export function requireEngines(wishes: Readonly<Record<string, unknown>>, prefix: string): void {
  for (const [stage, name] of Object.entries(engineNames)) {
    const wish = wishes[stage] ?? 'auto';
    if (wish === 'auto' || wish === 'builtin' || wish === name) continue;
    throw new Refusal('ENGINE_UNKNOWN', `there is no engine of that name, but ${name}`, `${prefix}${stage}`);
  }
}

/** No engine here has voices to choose. @throws Refusal VOICE_UNKNOWN */
export function requireVoices(wishes: readonly unknown[]): void {
  if (wishes.length > 0) throw new Refusal('VOICE_UNKNOWN', 'the echo has no voices', 'voices.0');
}

/** "2220 ms of sound"; undefined where there is nothing to hear. It takes its time, and tells half of it half-way. */
export async function hear(
  pcm: Buffer,
  format: SoundFormat,
  { hearingMs, signal, onHalf }: { hearingMs: number; signal: AbortSignal; onHalf?: (text: string) => void },
): Promise<string | undefined> {
  const lengthMs = Math.round(durationMs(pcm.length, format));
  const halfMs = (hearingMs + lengthMs / 50) / 2;
  await delay(halfMs, undefined, { signal });
  if (isSilent(pcm)) return undefined;
  onHalf?.(`${Math.round(lengthMs / 2)} ms`);
  await delay(halfMs, undefined, { signal });
  return `${lengthMs} ms of sound`;
}

export interface Spoken extends Dub {
  readonly audio: Buffer;
}

/** The sound itself in the format of the reply, faster where it would not fit into its slot. */
export function speak(
  pcm: Buffer,
  from: SoundFormat,
  { language, text, to, maxMs }: { language: string; text: string; to: SoundFormat; maxMs: number },
): Spoken {
  const startedMs = performance.now();
  const naturalDurationMs = durationMs(convert(pcm, from, to).length, to);
  const speed = Math.min(fastest, Math.max(1, naturalDurationMs / Math.max(maxMs, 1)));
  const audio = convert(pcm, from, to, speed);
  const lengthMs = durationMs(audio.length, to);
  return {
    language,
    status: 'spoken',
    text: `[${language}] ${text}`,
    audio,
    durationMs: lengthMs,
    naturalDurationMs,
    speedFactor: naturalDurationMs / lengthMs,
    engine: { translation: engineNames.translation, tts: engineNames.tts },
    timings: { translationMs: 0, ttsMs: performance.now() - startedMs, fitMs: 0 },
  };
}
