import type { EngineFeature } from '@dubbing/contracts';
import type { FitSlot } from './fit/policy.js';
import type { Terms } from './terms.js';

/**
 * What the pipeline needs from an engine, and nothing more. Engines implement these; the pipeline,
 * the sessions and the API know only these. `testing/` beside this file has scripted fakes of them.
 *
 * Common rules. `deadlineAtMs` is on the clock of `performance.now()` in the service process: work
 * that cannot be done by then is worth nothing. `signal` aborts the work; the promise then rejects.
 * Failures are `DubbingError`s with a code of `src/errors.ts`. `sessionKey` names the stream, so
 * that a shared engine can be fair among streams.
 */
export interface RecognizeRequest {
  readonly sessionKey: string;
  /** Mono, signed 16 bit, little endian. */
  readonly pcm: Buffer;
  readonly sampleRateHz: 16000;
  /** BCP 47, for example `en`. */
  readonly language: string;
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
  /**
   * Hears what has been recognised so far, as often as the engine has something new; each text takes the place of the one
   * before, and the recognition that of the last. An engine that cannot tell never calls it; where it is absent an engine
   * does nothing for it. Does not throw.
   */
  readonly onPartial?: (text: string) => void;
}

export interface Recognition {
  /** Empty when nothing was said. */
  readonly text: string;
  /** From 0 to 1, where the engine has a notion of it. */
  readonly confidence?: number;
  readonly engine: string;
}

export interface SpeechRecognizer {
  readonly name: string;
  supports(language: string): boolean;
  recognize(request: RecognizeRequest): Promise<Recognition>;
}

export interface TranslateRequest {
  readonly sessionKey: string;
  readonly text: string;
  readonly from: string;
  readonly to: string;
  /** What these terms are in the translation. An engine without the feature `glossary` does not look at it. */
  readonly glossary?: Terms;
  /**
   * The most characters of the translation per character of the text: shorter wordings are looked for. An engine
   * without the feature `length` does not look at it.
   */
  readonly maxLengthRatio?: number;
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
}

export interface Translation {
  readonly text: string;
  readonly engine: string;
}

export interface Translator {
  readonly name: string;
  /** What it does of what a request may ask besides. Absent: nothing. */
  readonly features?: readonly EngineFeature[];
  supports(from: string, to: string): boolean;
  translate(request: TranslateRequest): Promise<Translation>;
}

export interface SynthesizeRequest {
  readonly sessionKey: string;
  readonly text: string;
  readonly language: string;
  /** How long the speech may be. An engine that can speak faster by itself does so as far as it has to. */
  readonly slot?: FitSlot;
  /** One of the engine's `voices`. If not given, its own choice. */
  readonly voice?: string;
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
}

export interface Synthesis {
  /** Mono, signed 16 bit, little endian, at the engine's own rate. */
  readonly pcm: Buffer;
  readonly sampleRateHz: number;
  /** How many times faster than its natural pace the engine spoke. 1 if not given. */
  readonly pace?: number;
  readonly engine: string;
}

export interface SpeechSynthesizer {
  readonly name: string;
  supports(language: string): boolean;
  /** Names of the voices to choose for a language; `any` where only the engine itself knows. Absent: none. */
  voices?(language: string): readonly string[] | 'any';
  synthesize(request: SynthesizeRequest): Promise<Synthesis>;
}
