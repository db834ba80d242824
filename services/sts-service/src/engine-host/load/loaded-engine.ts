import type { TextListener } from '../../asr/growing-text.js';
import type { OnnxProvider } from '../../onnx/provider.js';
import type { EngineAbility, EngineAnswers, EngineWork, WorkKind } from '../messages.js';

/** Work of one kind, for whoever waits for it. */
export interface UnitOfWork<K extends WorkKind> {
  readonly work: EngineWork[K];
  readonly signal: AbortSignal;
  /** Hears the text of a recognition grow. Absent: nobody wants to know. */
  readonly onPartial?: TextListener;
}

/**
 * Works on what it is given, together where the engine can, and answers each by itself. Aborted work
 * rejects with the signal's reason, at the latest after the run at hand, and hinders no other.
 */
export type Perform<K extends WorkKind> = (units: readonly UnitOfWork<K>[]) => readonly Promise<EngineAnswers[K]>[];

/** Work of an engine that does one piece after another. */
export function oneByOne<K extends WorkKind>(
  perform: (work: EngineWork[K], signal: AbortSignal, onPartial?: TextListener) => Promise<EngineAnswers[K]>,
): Perform<K> {
  return (units) => units.map(({ work, signal, onPartial }) => perform(work, signal, onPartial));
}

/** An engine inside its process. */
export interface LoadedEngine {
  readonly ability: EngineAbility;
  readonly provider?: OnnxProvider;
  readonly fallbackReason?: string;
  /** How many units of work are worth to be given at a time. Default one. */
  readonly mostTogether?: number;
  /** The kind of work that `ability` speaks of. */
  readonly perform: { readonly [K in WorkKind]?: Perform<K> };
  /** One small piece of work, so that the first fragment does not pay for what is done once only. */
  warmUp(signal: AbortSignal): Promise<void>;
  /** Waits for the work at hand. To be called once. */
  close(): Promise<void>;
}
