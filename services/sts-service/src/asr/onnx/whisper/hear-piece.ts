import type { Tensor } from '../../../onnx/tensors.js';
import type { TextTokenizer } from '../../../text/tokenizer.js';
import { recognizerRateHz } from '../check-sound.js';
import type { RecognizedSegment, RecognizedWord } from '../recognizer.js';
import type { HeardWindow, WindowPiece, WindowRequest } from '../windowed-recognizer.js';
import { detectLanguage } from './detect-language.js';
import { hearWindow } from './hear-window.js';
import { bcp47Code } from '../languages.js';
import { whisperPrompt, type WhisperPrompt } from './prompt.js';
import { segmentsOf, type TokenSegment } from './segments.js';
import type { Transcription } from './transcribe.js';
import { mostTokens, type WhisperTuning } from './tuning.js';
import type { WhisperModel } from './whisper-model.js';
import { wordsSoFar } from './words-so-far.js';
import { tellsWordTimes, timeWords, type TimedWord } from './word-times.js';

/** What is said in a piece of sound that the model takes at once. */
export async function hearPiece(
  model: WhisperModel,
  tuning: WhisperTuning,
  samples: Float32Array,
  request: WindowRequest,
): Promise<HeardWindow> {
  const hiddenStates = await model.encode(samples);
  return hearEncoded(model, tuning, { ...request, samples }, { hiddenStates });
}

/** A piece that the encoder has heard already. */
export interface EncodedPiece {
  /** One row. */
  readonly hiddenStates: Tensor;
  /** What the decoder gave at the first temperature, where it was asked already. */
  readonly first?: Transcription;
}

export async function hearEncoded(
  model: WhisperModel,
  tuning: WhisperTuning,
  { samples, ...request }: WindowPiece,
  { hiddenStates, first }: EncodedPiece,
): Promise<HeardWindow> {
  const { spec, tokenizer } = model;
  const { prefix, signal, onPartial } = request;
  const durationS = samples.length / recognizerRateHz;
  const decoder = model.listenTo(hiddenStates);
  try {
    const language = request.language ?? (await detectLanguage(decoder, spec.tokens));
    const { prompt, mostTokens: most } = questionOf(model, tuning, durationS, { ...request, language });
    const onProgress = onPartial && wordsSoFar(model, tuning, { language, prefix, durationS, onPartial });
    const options = { spec, tokenizer, tuning, prompt, mostTokens: most, signal, ...(onProgress && { onProgress }) };
    const hearing = await hearWindow(decoder, { ...options, ...(first !== undefined && { first }) });
    const { tokens = [], meanLogProbability = 0 } = hearing.transcription ?? {};
    const isNothing = hearing.transcription === undefined && prefix === '';
    const pieces = isNothing
      ? []
      : segmentsOf([...prompt.tokens.slice(prompt.begin), ...tokens], spec.tokens, durationS);
    const timed =
      pieces.length > 0 && tellsWordTimes(model)
        ? await timeWords(model, hiddenStates, { segments: pieces.map((piece) => piece.tokens), language, durationS })
        : undefined;
    const given = prompt.tokens.slice(prompt.begin).filter((token) => token < spec.tokens.end).length;
    const chosen = pieces.flatMap((piece) => piece.tokens).slice(given);
    return {
      text: `${prefix}${tokenizer.decode(chosen)}`.trim(),
      language,
      languageTag: bcp47Code(language),
      segments: withTexts(pieces, tokenizer, timed),
      noSpeechProbability: hearing.noSpeechProbability,
      meanLogProbability,
      chosenTokens: tokens.length,
    };
  } finally {
    decoder.dispose();
  }
}

/** What the decoder is asked about a piece. */
export function questionOf(
  { spec, tokenizer }: WhisperModel,
  { timestamps }: WhisperTuning,
  durationS: number,
  { language, previous, prefix }: Pick<WindowRequest, 'previous' | 'prefix'> & { readonly language: string },
): { readonly prompt: WhisperPrompt; readonly mostTokens: number } {
  const prompt = whisperPrompt({ spec, tokenizer, language, timestamps, prefix, previous });
  return { prompt, mostTokens: Math.min(mostTokens(durationS, language), Math.floor(spec.contextTokens / 2)) };
}

function withTexts(
  pieces: readonly TokenSegment[],
  tokenizer: TextTokenizer,
  timed: readonly TimedWord[][] | undefined,
): RecognizedSegment[] {
  return pieces.map(({ startS, endS, tokens }, index) => {
    const words = timed?.[index]?.map((word): RecognizedWord => {
      return { startMs: toMs(word.startS), endMs: toMs(word.endS), text: word.text };
    });
    const text = tokenizer.decode(tokens).trim();
    return { startMs: toMs(startS), endMs: toMs(endS), text, ...(words !== undefined && { words }) };
  });
}

const toMs = (seconds: number): number => Math.round(seconds * 1000);
