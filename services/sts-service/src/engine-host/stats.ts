import type { EngineStage } from '@dubbing/contracts';
import type { EngineStats } from '../engine-stats.js';
import type { EngineGroupStats } from './engine-group.js';
import type { LaneStats } from './lane.js';

export interface HostStats extends EngineStats {
  /** Engine processes that are ready. */
  readonly pids: readonly number[];
}

export function sumOfLanes(lanes: readonly LaneStats[]): LaneStats {
  const total = { queued: 0, busy: 0, workers: 0 };
  for (const each of lanes) {
    total.queued += each.queued;
    total.busy += each.busy;
    total.workers += each.workers;
  }
  return total;
}

/**
 * @param others the lanes of engines that are programs or run elsewhere.
 * @param otherRestarts programs that were started in place of one that died.
 */
export function hostStats(
  groups: readonly EngineGroupStats[],
  others: Readonly<Record<EngineStage, readonly LaneStats[]>>,
  otherRestarts: number,
): HostStats {
  const of = (stage: EngineStage): LaneStats =>
    sumOfLanes([...groups.filter((group) => group.stage === stage).map(({ lane }) => lane), ...others[stage]]);
  return {
    asr: of('asr'),
    translation: of('translation'),
    tts: of('tts'),
    restarts: groups.reduce((sum, { restarts }) => sum + restarts, otherRestarts),
    engines: groups.map(({ name, stage, memoryBytes, fallback }) => ({ name, stage, memoryBytes, fallback })),
    pids: groups.flatMap(({ pids }) => pids),
  };
}
