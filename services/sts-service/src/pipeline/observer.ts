import type { EngineStage } from '@dubbing/contracts';

/** The stages whose time is measured. */
export type MeasuredStage = EngineStage | 'fit';

/** Hears how the pipeline's work goes; for metrics. Must not throw. */
export interface PipelineObserver {
  stage(stage: MeasuredStage, durationMs: number, outcome: 'ok' | 'failed'): void;
  dub(language: string, status: 'spoken' | 'empty' | 'failed', errorCode?: string): void;
}
