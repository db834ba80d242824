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
 * @param programs engines that are programs, by stage.
 * @param programRestarts programs that were started in place of one that died.
 */
export function hostStats(
  groups: readonly EngineGroupStats[],
  programs: { readonly translation: LaneStats; readonly tts: LaneStats },
  programRestarts: number,
): HostStats {
  const of = (stage: EngineGroupStats['stage'], ...others: LaneStats[]): LaneStats =>
    sumOfLanes([...groups.filter((group) => group.stage === stage).map(({ lane }) => lane), ...others]);
  return {
    asr: of('asr'),
    translation: of('translation', programs.translation),
    tts: of('tts', programs.tts),
    restarts: groups.reduce((sum, { restarts }) => sum + restarts, programRestarts),
    engines: groups.map(({ name, stage, memoryBytes, fallback }) => ({ name, stage, memoryBytes, fallback })),
    pids: groups.flatMap(({ pids }) => pids),
  };
}
