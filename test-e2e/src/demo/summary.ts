import type { LanguageStatus, StreamStatus } from '@dubbing/contracts';
import type { Measurement } from '../probe/programme/recording.js';

/** What one language of a run came to. */
export interface LanguageSummary {
  language: string;
  status: LanguageStatus;
  /** Name of the recording beside the summary; absent when nothing was recorded. */
  recording?: string;
  measurement?: Measurement;
  /** What kept this language from being a success; empty when nothing did. */
  problems: string[];
}

export interface DemoSummary {
  /** True only if every language was on air with dubbed speech. */
  ok: boolean;
  seconds: number;
  delayMs: number;
  /** Engines, and how long replies took. */
  sts: StreamStatus['sts'];
  languages: LanguageSummary[];
}

/** The built-in programme has a sentence every 5 s; one spoken in 15 s is the least that is called dubbed. */
const SECONDS_PER_SPOKEN = 15;
/** A recording may miss this much at its ends, for it starts and ends between two key frames. */
const RECORDING_SLACK_MS = 6_000;

/** Judges a run by what media-service says and, where there are recordings, by what they hold. */
export function judge(
  status: LanguageStatus,
  seconds: number,
  measurement: Measurement | undefined,
  interruption: string | undefined,
): string[] {
  const problems: string[] = [];
  const least = Math.max(1, Math.floor(seconds / SECONDS_PER_SPOKEN));
  if (!status.onAir) problems.push('no dubbed speech went on air');
  if (status.spoken < least) problems.push(`only ${status.spoken} segments were spoken, at least ${least} were due`);
  if (interruption !== undefined) problems.push(`the recording was interrupted: ${interruption}`);
  if (measurement !== undefined) {
    const { video, audio } = measurement.timestamps;
    for (const [track, name] of [
      [video, 'picture'],
      [audio, 'sound'],
    ] as const) {
      const lengthMs = track === undefined ? 0 : track.endMs - track.startMs;
      if (lengthMs < seconds * 1000 - RECORDING_SLACK_MS)
        problems.push(`the recording holds ${Math.round(lengthMs / 1000)} s of ${name}`);
    }
  }
  return problems;
}
