import type { VoiceChoice } from '@dubbing/contracts';
import { stsError } from '../errors.js';
import type { Offer } from './catalogue.js';
import type { SpeechSynthesizer } from './seams.js';

/** So many names are enough to see what names look like; some models have hundreds of voices. */
const mostNames = 24;

export interface SpeakerChoice {
  readonly offer: Offer<SpeechSynthesizer>;
  /** Undefined: the engine's own choice. */
  readonly voice: string | undefined;
}

/**
 * The best of the engines that speak a language; where a voice is asked for, the best that has it.
 * @param speakers not empty, the best first
 * @throws DubbingError VOICE_UNKNOWN naming the field and the voices that there are.
 */
export function chooseSpeaker(
  speakers: readonly [Offer<SpeechSynthesizer>, ...Offer<SpeechSynthesizer>[]],
  language: string,
  voices: readonly VoiceChoice[] = [],
): SpeakerChoice {
  const index = voices.findIndex((choice) => choice.language === language);
  const voice = voices[index]?.voice;
  if (voice === undefined) return { offer: speakers[0], voice };
  const offer = speakers.find(({ engine }) => {
    const names = engine.voices?.(language) ?? [];
    return names === 'any' || names.includes(voice);
  });
  if (offer !== undefined) return { offer, voice };
  const known = speakers.map(({ engine }) => `${engine.name} has ${listOf(engine.voices?.(language) ?? [])}`);
  throw stsError('VOICE_UNKNOWN', `no engine has a voice "${voice}" for ${language}: ${known.join('; ')}`, {
    field: `voices.${index}`,
  });
}

function listOf(names: readonly string[] | 'any'): string {
  if (names === 'any') return 'any';
  if (names.length === 0) return 'none to choose';
  const more = names.length - mostNames;
  return names.slice(0, mostNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
