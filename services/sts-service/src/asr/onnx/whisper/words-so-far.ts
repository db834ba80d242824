import type { TextListener } from '../../growing-text.js';
import { wholeWords } from '../whole-words.js';
import { segmentsOf } from './segments.js';
import type { TranscribeOptions } from './transcribe.js';
import type { WhisperTuning } from './tuning.js';
import type { WhisperModel } from './whisper-model.js';

export interface GrowingWords {
  /** Whisper's code. */
  readonly language: string;
  /** What the text begins with; may be empty. */
  readonly prefix: string;
  /** Of the sound: what the model places behind its end nobody said. */
  readonly durationS: number;
  readonly onPartial: TextListener;
}

/**
 * Tells the whole words among the tokens that were chosen so far. Where the model thinks that nobody speaks nothing is told:
 * such words are taken back more often than not.
 */
export function wordsSoFar(
  { spec, tokenizer }: Pick<WhisperModel, 'spec' | 'tokenizer'>,
  tuning: WhisperTuning,
  { language, prefix, durationS, onPartial }: GrowingWords,
): NonNullable<TranscribeOptions['onProgress']> {
  const wordsOf = (tokens: readonly number[]): number[] =>
    segmentsOf(tokens, spec.tokens, durationS).flatMap((segment) => segment.tokens);
  return (best, noSpeechProbability) => {
    if (noSpeechProbability > tuning.noSpeechProbability) return;
    onPartial(() => {
      const chosen = best.chosen();
      const words = wordsOf(chosen);
      const text = `${prefix}${tokenizer.decode(words)}`;
      // The next token may go on with a word only where the last one is a part of it, and not a time.
      return words.length > wordsOf(chosen.slice(0, -1)).length ? wholeWords(text, language) : text.trim();
    });
  };
}
