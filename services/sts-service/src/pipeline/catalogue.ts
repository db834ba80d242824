import type { DubbingError } from '@dubbing/common';
import type { EngineFamily, EngineProvider, EngineStage } from '@dubbing/contracts';
import type { SpeechRecognizer, SpeechSynthesizer, Translator } from './seams.js';

/** An engine with what a session may be told of it. */
export interface Offer<E> {
  readonly engine: E;
  readonly family: EngineFamily;
  readonly provider?: EngineProvider;
  /** Why it computes on the CPU although CUDA was wished for. */
  readonly fallbackReason?: string;
}

/** Why a stage lacks an engine that it could have, for example a missing system package. */
export interface EngineFault {
  /** Absent where it is not known what the engine would be for. */
  readonly stage?: EngineStage;
  readonly family: EngineFamily;
  /** The name that sessions would ask for it by. */
  readonly engine: string;
  readonly error: DubbingError;
  /** Languages that the missing engine would serve. Absent: any. */
  readonly languages?: readonly string[];
}

/** The engines that are loaded, each stage's best first, and why others are not. */
export interface EngineCatalogue {
  readonly recognizers: readonly Offer<SpeechRecognizer>[];
  readonly translators: readonly Offer<Translator>[];
  readonly synthesizers: readonly Offer<SpeechSynthesizer>[];
  readonly faults: readonly EngineFault[];
}
