const CONTROL_HEADER = 0x7fe0;
const TICKS_PER_S = 48_000;

export interface OpusFrame {
  /** Samples from the start of the PES packet. */
  readonly atSamples: number;
  readonly data: Buffer;
}

/**
 * Takes apart a PES packet of Opus: each frame has a control header, which tells its size and what to trim at its ends
 * (the encapsulation in MPEG-TS that opus-codec.org drafted, and that FFmpeg and GStreamer write).
 */
export function opusFrames(payload: Buffer): OpusFrame[] {
  const frames: OpusFrame[] = [];
  let samples = 0;
  for (let at = 0; at + 3 <= payload.length;) {
    if ((payload.readUInt16BE(at) & 0xffe0) !== CONTROL_HEADER) break;
    const flags = payload[at + 1] ?? 0;
    let size = 0;
    at += 2;
    for (let more = true; more && at < payload.length; at += 1) {
      size += payload[at] ?? 0;
      more = payload[at] === 0xff;
    }
    if ((flags & 0x10) !== 0) at += 2;
    if ((flags & 0x08) !== 0) at += 2;
    if ((flags & 0x04) !== 0) at += 1 + (payload[at] ?? 0);
    const data = payload.subarray(at, at + size);
    if (data.length < size || size === 0) break;
    frames.push({ atSamples: samples, data });
    samples += opusSamples(data);
    at += size;
  }
  return frames;
}

export function opusTicksToNs(samples: number): bigint {
  return (BigInt(samples) * 1_000_000_000n) / BigInt(TICKS_PER_S);
}

/** Samples of a frame at 48 kHz, from its first byte and its number of parts (RFC 6716, 3.1 and 3.2). */
function opusSamples(frame: Buffer): number {
  const toc = frame[0] ?? 0;
  const config = toc >> 3;
  const part =
    config < 12
      ? [480, 960, 1920, 2880][config & 3]
      : config < 16
        ? [480, 960][config & 1]
        : [120, 240, 480, 960][config & 3];
  const code = toc & 3;
  const parts = code === 0 ? 1 : code === 3 ? (frame[1] ?? 0) & 0x3f : 2;
  return (part ?? 960) * parts;
}
