import type { DubbingError } from '@dubbing/common';
import { errorInfoOf, type EngineInfo, type ErrorInfo } from '@dubbing/contracts';
import type { EngineState } from './engine-stats.js';
import { stsError } from './errors.js';
import type { EngineCatalogue, Offer } from './pipeline/catalogue.js';

/** An engine that is loaded. */
interface LoadedEngine extends Omit<EngineInfo, 'language'> {
  /** Physical memory of its processes, where it has any. */
  readonly memoryBytes?: number;
}

/** The body of `/health/ready`. */
export interface ReadinessReport {
  readonly status: 'ready' | 'unavailable' | 'draining';
  /** The engines that are loaded. */
  readonly engines: readonly LoadedEngine[];
  /** Why it is not ready. */
  readonly error?: ErrorInfo;
  /** Engines that are not there although others of their stage are. */
  readonly degraded?: readonly ErrorInfo[];
}

/** Why no session can be served: a stage without any engine. */
export function findBlocker(catalogue: EngineCatalogue): DubbingError | undefined {
  const stages = [
    ['asr', catalogue.recognizers],
    ['translation', catalogue.translators],
    ['tts', catalogue.synthesizers],
  ] as const;
  for (const [stage, offers] of stages) {
    if (offers.length > 0) continue;
    const fault = catalogue.faults.find((each) => each.stage === stage);
    return fault?.error ?? stsError('ENGINE_UNAVAILABLE', `no ${stage} engine is loaded`, { source: stage });
  }
  return undefined;
}

export function reportReadiness(
  catalogue: EngineCatalogue,
  blocker: DubbingError | undefined,
  states: readonly EngineState[] = [],
): ReadinessReport {
  const memory = new Map(states.map(({ name, memoryBytes }) => [name, memoryBytes]));
  const describe = ({ engine, family, provider }: Offer<{ readonly name: string }>) => {
    const memoryBytes = memory.get(engine.name);
    return {
      name: engine.name,
      family,
      ...(provider !== undefined && { provider }),
      ...(memoryBytes !== undefined && { memoryBytes }),
    };
  };
  const engines = [
    ...catalogue.recognizers.map((offer) => ({ stage: 'asr' as const, ...describe(offer) })),
    ...catalogue.translators.map((offer) => ({ stage: 'translation' as const, ...describe(offer) })),
    ...catalogue.synthesizers.map((offer) => ({ stage: 'tts' as const, ...describe(offer) })),
  ];
  if (blocker !== undefined) {
    const status = blocker.code === 'SHUTTING_DOWN' ? 'draining' : 'unavailable';
    return { status, engines, error: errorInfoOf(blocker) };
  }
  const degraded = catalogue.faults.map((fault) => errorInfoOf(fault.error));
  return { status: 'ready', engines, ...(degraded.length > 0 && { degraded }) };
}
