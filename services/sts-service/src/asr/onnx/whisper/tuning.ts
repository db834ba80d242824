/** What decides between speech and its imitation. Thresholds as in `whisper.transcribe` unless said otherwise. */
export interface WhisperTuning {
  /** Hypotheses that are followed at once; 1 is greedy. */
  readonly beams: number;
  /** Whether the model tells times. */
  readonly timestamps: boolean;
  /**
   * Tried in turn until an answer is accepted; above 0 tokens are drawn. Three instead of the original
   * six: a live fragment has no time for more.
   */
  readonly temperatures: readonly number[];
  /** A text that compresses better turns in circles. */
  readonly mostCompression: number;
  /** Mean of a token's log probability; below it the model is unsure. */
  readonly leastLogProbability: number;
  /** An answer that stays below this, 20 % for a token, after all temperatures is dropped: silence is better than nonsense that is spoken aloud. */
  readonly dropLogProbability: number;
  /** From this probability of no speech on, what the model is unsure of is dropped. */
  readonly noSpeechProbability: number;
  /** The same sound gives the same answer. */
  readonly seed: number;
}

export const usualTuning: WhisperTuning = {
  beams: 1,
  timestamps: true,
  temperatures: [0, 0.4, 0.8],
  mostCompression: 2.4,
  leastLogProbability: -1,
  dropLogProbability: -1.6,
  noSpeechProbability: 0.6,
  seed: 1,
};

/** Languages of which a token holds about half a word; of others it may hold a part of one character. */
const compact = new Set([
  'en',
  'es',
  'ca',
  'gl',
  'pt',
  'fr',
  'it',
  'de',
  'nl',
  'sv',
  'no',
  'nn',
  'da',
  'id',
  'ms',
  'ro',
  'pl',
]);

/**
 * The most tokens that somebody can say in this time, with room for those of time: hurried English has
 * seven a second. It bounds what a model makes up for a very short sound.
 */
export function mostTokens(durationS: number, language: string): number {
  const perSecond = compact.has(language) ? 12 : 40;
  return Math.ceil(8 + perSecond * durationS);
}
