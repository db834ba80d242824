import type { OnnxProvider } from '../../onnx/provider.js';
import type { EngineAbility, EngineAnswers, EngineWork, WorkKind } from '../messages.js';

/** One kind of work. Aborted work rejects with the signal's reason, at the latest after the run at hand. */
export type Perform<K extends WorkKind> = (work: EngineWork[K], signal: AbortSignal) => Promise<EngineAnswers[K]>;

/** An engine inside its process. */
export interface LoadedEngine {
  readonly ability: EngineAbility;
  readonly provider?: OnnxProvider;
  readonly fallbackReason?: string;
  /** The kind of work that `ability` speaks of. */
  readonly perform: { readonly [K in WorkKind]?: Perform<K> };
  /** One small piece of work, so that the first fragment does not pay for what is done once only. */
  warmUp(signal: AbortSignal): Promise<void>;
  /** Waits for the work at hand. To be called once. */
  close(): Promise<void>;
}
