import { maxSpeedFactor, type FitSlot } from './policy.js';

/** How much of a new measurement goes into the estimate: about the last ten texts count. */
const weight = 0.15;

/** Shorter texts say little: the length of a single word varies too much. */
const leastCharacters = 20;

/** Voices that are remembered; what is asked for by name at another service has no other bound. */
const mostVoices = 512;

/**
 * No translation is asked to be shorter than this share of its source, in characters: among languages written in
 * letters that is about two thirds of the usual length, and what is shorter still leaves something out.
 */
export const shortestRatio = 0.8;

/** How long each voice takes for a character of its text at its natural pace, learned from what it has spoken. */
export class SpeakingRates {
  readonly #msPerCharacter = new Map<string, number>();

  /** @param voice names the engine, the language and the voice. @param naturalMs without the silence around it */
  learn(voice: string, text: string, naturalMs: number): void {
    const characters = charactersOf(text);
    if (characters < leastCharacters || !(naturalMs > 0)) return;
    const measured = naturalMs / characters;
    const known = this.#msPerCharacter.get(voice) ?? measured;
    // Set anew, so that those that were not spoken with for the longest time stand first.
    this.#msPerCharacter.delete(voice);
    this.#msPerCharacter.set(voice, known + weight * (measured - known));
    const [oldest] = this.#msPerCharacter.keys();
    if (this.#msPerCharacter.size > mostVoices && oldest !== undefined) this.#msPerCharacter.delete(oldest);
  }

  /**
   * The most characters of a translation per character of the source with which the voice can be done within the slot
   * at the greatest speed. Never below `shortestRatio`; undefined while the voice is not known.
   */
  maxLengthRatio(voice: string, source: string, { targetMs, maxMs }: FitSlot): number | undefined {
    const msPerCharacter = this.#msPerCharacter.get(voice);
    const characters = charactersOf(source);
    if (msPerCharacter === undefined || characters === 0) return undefined;
    const room = (Math.max(targetMs, maxMs) * maxSpeedFactor) / msPerCharacter;
    return Math.max(shortestRatio, room / characters);
  }
}

/** As people count them. */
function charactersOf(text: string): number {
  return [...text].length;
}
