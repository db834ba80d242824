import { bytesPerFrame, type AudioFormat } from '@dubbing/common';
import { SessionLimits, create } from '@dubbing/contracts';

/** What every session is held to; from the configuration. All times in milliseconds. */
export interface SessionSettings {
  readonly maxSessions: number;
  readonly maxInFlight: number;
  readonly maxFragmentMs: number;
  /** Fragments of one session that are worked on at the same time; the others wait. */
  readonly concurrency: number;
  /** How long a session without its connection is kept. */
  readonly resumeWindowMs: number;
  /** A session whose client says nothing for so long is ended. */
  readonly idleTimeoutMs: number;
  /** From one growing transcript of a fragment to the next, at least. */
  readonly partialEveryMs: number;
}

/** The limits as `stream:ready` tells them. */
export function limitsFor(settings: SessionSettings, audio: AudioFormat): SessionLimits {
  const { maxInFlight, maxFragmentMs, resumeWindowMs } = settings;
  return create(SessionLimits, {
    maxInFlight,
    maxFragmentDurationMs: maxFragmentMs,
    maxFragmentBytes: maxFragmentBytes(maxFragmentMs, audio),
    resumeWindowMs,
  });
}

/** One sample of tolerance, as a duration need not be a whole number of samples. */
export function maxFragmentBytes(maxFragmentMs: number, audio: AudioFormat): number {
  return (Math.floor((maxFragmentMs * audio.sampleRateHz) / 1000) + 1) * bytesPerFrame(audio);
}
