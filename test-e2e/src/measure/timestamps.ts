import type { Packet } from './packets.js';

export interface TimestampReport {
  /** Packets whose decode time is not after the one before. */
  backward: number;
  /** The largest hole between the end of a packet and the next one, in milliseconds. */
  largestGapMs: number;
  durationMs: number;
}

/** How the decode times of one track run. Steps of one video frame or one AAC frame are no gaps. */
export function checkTimestamps(packets: readonly Packet[], kind: Packet['kind']): TimestampReport {
  const track = packets.filter((packet) => packet.kind === kind);
  const steps = track.slice(1).map(({ dtsMs }, index) => dtsMs - (track[index]?.dtsMs ?? 0));
  const usualMs = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return {
    backward: steps.filter((step) => step <= 0).length,
    largestGapMs: Math.max(0, ...steps.map((step) => step - usualMs)),
    durationMs: (track.at(-1)?.dtsMs ?? 0) - (track[0]?.dtsMs ?? 0) + usualMs,
  };
}
