/** Interleaved signed 16-bit little-endian PCM is the only sample form between our parts. */
export interface AudioFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
}

export const bytesPerSample = 2;

/** Bytes of one sample of every channel. */
export function bytesPerFrame(format: AudioFormat): number {
  return bytesPerSample * format.channels;
}

/** How long `byteLength` bytes of PCM sound, in milliseconds, with its fraction. */
export function pcmDurationMs(byteLength: number, format: AudioFormat): number {
  return (byteLength / bytesPerFrame(format) / format.sampleRateHz) * 1000;
}

/** Bytes of the nearest whole number of sample frames that last `durationMs`. */
export function pcmByteLength(durationMs: number, format: AudioFormat): number {
  return Math.round((durationMs * format.sampleRateHz) / 1000) * bytesPerFrame(format);
}
