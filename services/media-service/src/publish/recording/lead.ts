/** Who records what is live would rather have pictures without their sound than nothing. */
const LIVE_LEAD_NS = 5_000_000_000n;
/**
 * A file that is dubbed as fast as it goes is given its last pictures at once, and the sound to them as it is encoded: more than is
 * held back until a dub is there (`FAST_DELAY_MS` of the worker). Players want both side by side.
 */
const JOB_LEAD_NS = 120_000_000_000n;

/**
 * How long one track of a recording waits for the other.
 * @param isJob whether the one file is all that is wanted, and nobody waits for it
 */
export function recordingLeadNs(isJob: boolean): bigint {
  return isJob ? JOB_LEAD_NS : LIVE_LEAD_NS;
}
