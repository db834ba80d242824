/** Within the slack the release goes at the pace of the clock, and is bent by no more than takes off a drift of clocks. */
const DRIFT_MS = 60_000;
/** A source that runs ahead is followed with this time constant: nobody sees it, and the dubs have their time. */
const AHEAD_MS = 20_000;
/** As shares of the delay: how far the position may be off its goal, and how soon it stands still beyond. */
const SLACK = 1 / 8;
const STANDSTILL = 1 / 4;

/**
 * How fast the release goes, against the clock, so that it stays the delay behind the source and what the network holds
 * back for a moment is not seen on air.
 *
 * @param behindMs by how much the position is behind its goal; negative where it is ahead, as the source is late
 * @param delayMs the programme delay
 */
export function paceOf(behindMs: number, delayMs: number): number {
  const slackMs = SLACK * delayMs;
  const within = Math.max(-slackMs, Math.min(slackMs, behindMs));
  const beyond = behindMs - within;
  return Math.max(0, 1 + within / DRIFT_MS + beyond / (beyond > 0 ? AHEAD_MS : STANDSTILL * delayMs));
}
