import { stsError } from '../../../errors.js';
import { greedySearch, type GreedyHypothesis } from '../../../decoding/greedy-search.js';
import { isStuck } from '../../../decoding/repetition.js';
import type { SearchOptions } from '../../../decoding/search.js';
import type { StepDecoder } from '../../../decoding/step-decoder.js';
import type { TokenSequence } from '../../../decoding/token-sequence.js';
import type { TextTokenizer } from '../../../text/tokenizer.js';
import { recognizerRateHz } from '../check-sound.js';
import { compressionRatio } from '../compression-ratio.js';
import { isUndetermined, whisperCode } from '../languages.js';
import { beforeLoop } from '../loops.js';
import type { NeuralRecognizer, OpenRecognizerOptions } from '../recognizer.js';
import { wholeWords } from '../whole-words.js';
import { WindowedRecognizer, type HeardWindow, type WindowModel, type WindowRequest } from '../windowed-recognizer.js';
import { MoonshineModel } from './moonshine-model.js';
import type { MoonshineSpec } from './moonshine-spec.js';

/** What decides between speech and its imitation. */
export interface MoonshineTuning {
  /** A text that compresses better turns in circles. */
  readonly mostCompression: number;
  /** Mean of a token's log probability; an answer below it is dropped. 20 % for a token. */
  readonly dropLogProbability: number;
}

const usualTuning: MoonshineTuning = { mostCompression: 2.4, dropLogProbability: -1.6 };

export interface OpenMoonshineOptions extends OpenRecognizerOptions {
  /** BCP 47. Default: the one in the folder's name, and English without one. */
  readonly language?: string;
  readonly tuning?: Partial<MoonshineTuning>;
}

/** It was trained on at most 30 s. Sounds share no passes: each is as long as it is, and the exports take no mask. */
const windowSamples = 30 * recognizerRateHz;

/**
 * A Moonshine export. Each hears one language.
 * @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE, with the file as its source.
 */
export async function openMoonshine(options: OpenMoonshineOptions): Promise<NeuralRecognizer> {
  const model = await MoonshineModel.open(options, options.language);
  return new WindowedRecognizer(windowsOf(model, { ...usualTuning, ...options.tuning }));
}

function windowsOf(model: MoonshineModel, tuning: MoonshineTuning): WindowModel {
  const { language: own } = model.spec;
  const { provider, fallbackReason } = model.graphs;
  return {
    languages: [own],
    provider,
    ...(fallbackReason !== undefined && { fallbackReason }),
    windowSamples,
    languageOf: (language) => {
      if (isUndetermined(language) || whisperCode(language, new Map([[own, 0]])) !== undefined) return own;
      throw stsError('LANGUAGE_UNSUPPORTED', `the model hears ${own} only, not ${language}`, { field: 'language' });
    },
    hear: (samples, request) => hear(model, tuning, samples, request),
    close: () => model.close(),
  };
}

async function hear(
  model: MoonshineModel,
  tuning: MoonshineTuning,
  samples: Float32Array,
  { prefix, signal, onPartial }: WindowRequest,
): Promise<HeardWindow> {
  const { spec, tokenizer } = model;
  const durationS = samples.length / recognizerRateHz;
  const decoder = model.listenTo(await model.encode(samples));
  try {
    const forced = wordsOf(tokenizer, prefix);
    const most = mostTokens(durationS, spec.language);
    const answer = await transcribeMoonshine(decoder, spec, {
      forced,
      mostTokens: most,
      signal,
      ...(onPartial !== undefined && {
        onProgress: (best: TokenSequence) => {
          onPartial(() => wholeWords(tokenizer.decode([...forced, ...best.chosen()]), spec.language));
        },
      }),
    });
    const kept = keep(answer, tokenizer.decode(answer.tokens), tuning);
    const text = tokenizer.decode([...forced, ...kept]).trim();
    return {
      text,
      language: spec.language,
      languageTag: spec.language,
      segments: text === '' ? [] : [{ startMs: 0, endMs: Math.round(durationS * 1000), text }],
      meanLogProbability: meanOf(answer),
      chosenTokens: kept.length,
    };
  } finally {
    decoder.dispose();
  }
}

/** Marks such as `</s>` in a text are no words. */
function wordsOf(tokenizer: TextTokenizer, text: string): number[] {
  if (text === '') return [];
  return tokenizer.encode(text, { specialTokens: false }).filter((token) => !tokenizer.isSpecial(token));
}

interface MoonshineQuestion extends Pick<SearchOptions, 'signal' | 'onProgress'> {
  /** What the text begins with. */
  readonly forced: readonly number[];
  /** Behind those. */
  readonly mostTokens: number;
}

/** The likeliest tokens, behind those that are forced. The decoder must be fresh or reset. */
export function transcribeMoonshine(
  decoder: StepDecoder,
  spec: MoonshineSpec,
  { forced, mostTokens: most, ...options }: MoonshineQuestion,
): Promise<GreedyHypothesis> {
  const prompt = [spec.startToken, ...forced];
  return greedySearch(decoder, {
    prompt,
    endTokens: spec.endTokens,
    maxLength: Math.min(spec.contextTokens, prompt.length + most),
    processors: [],
    ...options,
    stopWhen: isStuck,
  });
}

/** Tokens of a second of speech, as the model's authors bound them: what is more is made up. */
function mostTokens(durationS: number, language: string): number {
  return Math.ceil(durationS * (language === 'en' ? 6.5 : 13)) + 2;
}

/** Nothing of what the model is unsure of; of a loop only what came before. */
function keep(answer: GreedyHypothesis, text: string, tuning: MoonshineTuning): readonly number[] {
  if (meanOf(answer) < tuning.dropLogProbability) return [];
  const loops = !answer.ended || compressionRatio(text) > tuning.mostCompression;
  return (loops ? beforeLoop(answer.tokens) : undefined) ?? answer.tokens;
}

function meanOf({ logProbability, tokens, ended }: GreedyHypothesis): number {
  return logProbability / Math.max(1, tokens.length + (ended ? 1 : 0));
}
