import { BeamSearch } from '../../../decoding/beam-search.js';
import { GreedySearch } from '../../../decoding/greedy-search.js';
import { suppress, suppressAtBegin, type LogitProcessor } from '../../../decoding/logit-processors.js';
import { logSumExp } from '../../../decoding/log-probabilities.js';
import { isStuck } from '../../../decoding/repetition.js';
import { runSearch, runSearches, type SteppedSearch } from '../../../decoding/run-searches.js';
import type { Hypothesis } from '../../../decoding/search.js';
import type { StepDecoder, StepLogits } from '../../../decoding/step-decoder.js';
import type { TokenSequence } from '../../../decoding/token-sequence.js';
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
  /** Sees the best tokens so far, and from 0 to 1 whether nobody speaks, after each step. */
  readonly onProgress?: (best: TokenSequence, noSpeechProbability: number) => void;
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
  const { search, transcription } = searchFor(options);
  decoder.reset();
  await runSearch(decoder, search);
  return transcription();
}

/**
 * Decodes several windows once, all in the same steps; the decoder listens to one after the other. Their prompts
 * have the same length. The decoder is reset first.
 * @param onDone told each as soon as it is done; what is given up is `undefined`.
 */
export async function transcribeAll(
  decoder: StepDecoder,
  windows: readonly TranscribeOptions[],
  onDone: (window: number, transcription: Transcription | undefined) => void,
): Promise<void> {
  const searching = windows.map(searchFor);
  const searches = searching.map(({ search }) => search);
  decoder.reset();
  await runSearches(decoder, searches, (left) => {
    const window = searches.indexOf(left);
    onDone(window, left.rows === 0 ? searching[window]?.transcription() : undefined);
  });
}

interface Searching {
  readonly search: SteppedSearch;
  /** When the search is over. */
  readonly transcription: () => Transcription;
}

function searchFor(options: TranscribeOptions): Searching {
  const { spec, prompt, mostTokens, beams, temperature, random, signal, onProgress } = options;
  let noSpeechProbability = 0;
  const rules = {
    prompt: prompt.tokens,
    endTokens: [spec.tokens.end],
    maxLength: Math.min(spec.contextTokens, prompt.tokens.length + mostTokens),
    processors: processorsOf(options),
    signal,
    onPrompt: (logits: StepLogits, row: number): void => {
      // Some exports give the last position alone.
      if (prompt.startAt >= logits.positions) return;
      const start = logits.of(row, prompt.startAt);
      noSpeechProbability = Math.exp((start[spec.tokens.noSpeech] ?? -Infinity) - logSumExp(start));
    },
    ...(onProgress !== undefined && {
      onProgress: (best: TokenSequence) => {
        onProgress(best, noSpeechProbability);
      },
    }),
    stopWhen: isStuck,
  };
  const transcriptionOf = (best: Hypothesis | undefined): Transcription => {
    const { tokens = [], logProbability = -Infinity, ended = false } = best ?? {};
    const meanLogProbability = logProbability / Math.max(1, tokens.length + (ended ? 1 : 0));
    return { tokens, meanLogProbability, noSpeechProbability, ended };
  };
  if (beams > 1 && temperature === 0) {
    const beam = new BeamSearch({ ...rules, ...beamRules(prompt), beams });
    return { search: beam, transcription: () => transcriptionOf(beam.answers[0]) };
  }
  const greedy = new GreedySearch({ ...rules, temperature, random });
  return { search: greedy, transcription: () => transcriptionOf(greedy.answer) };
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
