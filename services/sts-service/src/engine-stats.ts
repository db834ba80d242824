import type { EngineStage } from '@dubbing/contracts';

interface StageLoad {
  /** Jobs that wait. */
  readonly queued: number;
  /** Workers that have a job. */
  readonly busy: number;
  readonly workers: number;
}

/** One engine that runs in processes of its own. */
export interface EngineState {
  readonly name: string;
  readonly stage: EngineStage;
  /** Physical memory of its processes, as they told it last. */
  readonly memoryBytes: number;
  /** It computes on the CPU although CUDA was wished for. */
  readonly fallback: boolean;
}

export interface EngineStats extends Readonly<Record<EngineStage, StageLoad>> {
  /** Engines that were started in place of one that died. */
  readonly restarts: number;
  readonly engines: readonly EngineState[];
}
