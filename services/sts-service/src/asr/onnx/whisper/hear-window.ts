import type { StepDecoder } from '../../../decoding/step-decoder.js';
import type { TextTokenizer } from '../../../text/tokenizer.js';
import { compressionRatio } from '../compression-ratio.js';
import { beforeLoop } from '../loops.js';
import type { WhisperPrompt } from './prompt.js';
import { seededRandom } from './random.js';
import { transcribe, type TranscribeOptions, type Transcription } from './transcribe.js';
import type { WhisperTuning } from './tuning.js';
import type { WhisperSpec } from './whisper-spec.js';

export interface HearOptions {
  readonly spec: WhisperSpec;
  readonly tokenizer: TextTokenizer;
  readonly tuning: WhisperTuning;
  readonly prompt: WhisperPrompt;
  /** Behind the prompt. */
  readonly mostTokens: number;
  readonly signal: AbortSignal;
  /** Sees the tokens of the first temperature come. Those of later ones are taken in place of all of them, or not at all. */
  readonly onProgress?: TranscribeOptions['onProgress'];
  /** What the first temperature gave, where it was tried already. */
  readonly first?: Transcription;
}

export interface Hearing {
  /** Absent when nobody speaks, or nobody knows what. */
  readonly transcription?: Transcription;
  /** From 0 to 1. */
  readonly noSpeechProbability: number;
}

/**
 * Decodes a window until an answer stands the tests: it does not turn in circles, and the model is
 * sure enough of it. If none does, the surest that does not turn in circles is taken, unless it is so
 * unsure that it says nothing about the sound; or else what the likeliest said before its circles.
 */
export async function hearWindow(decoder: StepDecoder, options: HearOptions): Promise<Hearing> {
  const { onProgress, ...question } = options;
  const { tuning } = options;
  const { timestamps, beams } = tuning;
  const random = seededRandom(tuning.seed);
  const answers: Transcription[] = [];
  for (const [index, temperature] of tuning.temperatures.entries()) {
    const given = index === 0 ? options.first : undefined;
    const shown = index === 0 && onProgress !== undefined && { onProgress };
    const ask = { ...question, timestamps, beams, temperature, random, ...shown };
    const answer = given ?? (await transcribe(decoder, ask));
    const { noSpeechProbability } = answer;
    if (isSilence(answer, tuning)) return { noSpeechProbability };
    if (isSound(answer, options) && answer.meanLogProbability >= tuning.leastLogProbability) {
      return { transcription: answer, noSpeechProbability };
    }
    answers.push(answer);
  }
  return leastBad(answers, options);
}

function leastBad(answers: readonly Transcription[], options: HearOptions): Hearing {
  const [likeliest] = answers;
  const sound = answers.filter((answer) => isSound(answer, options));
  const surest = sound.sort((a, b) => b.meanLogProbability - a.meanLogProbability)[0];
  const best = surest ?? (likeliest && beforeCircles(likeliest));
  const kept = best !== undefined && best.meanLogProbability >= options.tuning.dropLogProbability;
  return { ...(kept && { transcription: best }), noSpeechProbability: likeliest?.noSpeechProbability ?? 0 };
}

function beforeCircles(answer: Transcription): Transcription | undefined {
  const tokens = beforeLoop(answer.tokens);
  return tokens && { ...answer, tokens };
}

/** The model thinks that nobody speaks, and is not sure of the words that it found all the same. */
function isSilence({ noSpeechProbability, meanLogProbability }: Transcription, tuning: WhisperTuning): boolean {
  return noSpeechProbability > tuning.noSpeechProbability && meanLogProbability < tuning.leastLogProbability;
}

/** Came to an end, and does not say the same again and again. */
function isSound(answer: Transcription, { spec, tokenizer, tuning }: HearOptions): boolean {
  const words = answer.tokens.filter((token) => token < spec.tokens.end);
  return answer.ended && compressionRatio(tokenizer.decode(words)) <= tuning.mostCompression;
}
