import { beamSearch } from '../../../decoding/beam-search.js';
import { greedySearch } from '../../../decoding/greedy-search.js';
import { suppress, suppressAtBegin, type LogitProcessor } from '../../../decoding/logit-processors.js';
import { logSumExp } from '../../../decoding/log-probabilities.js';
import { isStuck } from '../../../decoding/repetition.js';
import type { Hypothesis } from '../../../decoding/search.js';
import type { StepDecoder } from '../../../decoding/step-decoder.js';
import type { WhisperPrompt } from './prompt.js';
import { TimestampRules } from './timestamp-rules.js';
import type { WhisperSpec } from './whisper-spec.js';

export interface TranscribeOptions {
  readonly spec: WhisperSpec;
  readonly prompt: WhisperPrompt;
  readonly timestamps: boolean;
  /** Behind the prompt, end included. */
  readonly mostTokens: number;
  /** Hypotheses that are followed at once; only without a temperature. */
  readonly beams: number;
  /** Above 0 tokens are drawn. */
  readonly temperature: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** What the decoder made of a window at one temperature. */
export interface Transcription {
  /** Behind the prompt, timestamps included, the end not. */
  readonly tokens: readonly number[];
  /** Of a token, end included. */
  readonly meanLogProbability: number;
  /** From 0 to 1. */
  readonly noSpeechProbability: number;
  /** False when it came to no end by itself. */
  readonly ended: boolean;
}

/** Decodes a window once. The decoder is reset first. */
export async function transcribe(decoder: StepDecoder, options: TranscribeOptions): Promise<Transcription> {
  const { spec, prompt, mostTokens, beams, temperature, random, signal } = options;
  let noSpeechProbability = 0;
  const search = {
    prompt: prompt.tokens,
    endTokens: [spec.tokens.end],
    maxLength: Math.min(spec.contextTokens, prompt.tokens.length + mostTokens),
    processors: processorsOf(options),
    signal,
    onPrompt: (logits: { of(row: number, position?: number): Float32Array; positions: number }): void => {
      // Some exports give the last position alone.
      if (prompt.startAt >= logits.positions) return;
      const start = logits.of(0, prompt.startAt);
      noSpeechProbability = Math.exp((start[spec.tokens.noSpeech] ?? -Infinity) - logSumExp(start));
    },
    stopWhen: isStuck,
  };
  decoder.reset();
  const best: Hypothesis | undefined =
    beams > 1 && temperature === 0
      ? (await beamSearch(decoder, { ...search, ...beamRules(prompt), beams }))[0]
      : await greedySearch(decoder, { ...search, temperature, random });
  const { tokens = [], logProbability = -Infinity, ended = false } = best ?? {};
  return {
    tokens,
    meanLogProbability: logProbability / Math.max(1, tokens.length + (ended ? 1 : 0)),
    noSpeechProbability,
    ended,
  };
}

/** Answers are compared by the mean of their tokens, as the original does; the prompt does not count. */
function beamRules(prompt: WhisperPrompt) {
  return { lengthPenalty: 1, earlyStopping: true, renormalize: true, uncounted: prompt.tokens.length } as const;
}

function processorsOf({ spec, prompt, timestamps }: TranscribeOptions): LogitProcessor[] {
  const processors = [suppress(spec.suppressed)];
  // Behind words that were given the end may come at once.
  if (prompt.tokens.length === prompt.begin) processors.push(suppressAtBegin(spec.suppressedFirst));
  if (timestamps) {
    const { tokens, latestFirstTimestamp: latestFirst } = spec;
    processors.push(new TimestampRules({ tokens, begin: prompt.begin, latestFirst }));
  }
  return processors;
}
