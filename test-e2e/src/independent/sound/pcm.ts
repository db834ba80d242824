import type { SoundFormat } from '../wire.js';

/** Bytes of one sample of every channel (5). */
export function frameBytes({ channels }: SoundFormat): number {
  return 2 * channels;
}

export function durationMs(bytes: number, format: SoundFormat): number {
  return ((bytes / frameBytes(format)) * 1000) / format.sampleRateHz;
}

/** The frames that sound of this length has; the PCM of a fragment may be off by one (5). */
export function framesOf(ms: number, { sampleRateHz }: SoundFormat): number {
  return (ms * sampleRateHz) / 1000;
}

/**
 * The same sound in another format, played `speed` times as fast (and as much higher). By straight lines between the
 * samples; two channels become one by their mean. Never without a frame.
 */
export function convert(pcm: Buffer, from: SoundFormat, to: SoundFormat, speed = 1): Buffer {
  const count = pcm.length / frameBytes(from);
  const frames = Math.max(1, Math.round(((count / from.sampleRateHz) * to.sampleRateHz) / speed));
  const made = Buffer.alloc(frames * frameBytes(to));
  const at = (frame: number, channel: number): number => {
    const start = Math.min(frame, count - 1) * frameBytes(from);
    if (from.channels === to.channels) return pcm.readInt16LE(start + 2 * channel);
    return from.channels === 1 ? pcm.readInt16LE(start) : (pcm.readInt16LE(start) + pcm.readInt16LE(start + 2)) / 2;
  };
  const step = count / frames;
  for (let n = 0; n < frames; n++) {
    const place = n * step;
    const before = Math.floor(place);
    for (let channel = 0; channel < to.channels; channel++) {
      const first = at(before, channel);
      const value = first + (at(before + 1, channel) - first) * (place - before);
      made.writeInt16LE(Math.round(value), n * frameBytes(to) + 2 * channel);
    }
  }
  return made;
}

/** Whether there is anything to hear: any sample above −60 dBFS. */
export function isSilent(pcm: Buffer): boolean {
  for (let at = 0; at + 1 < pcm.length; at += 2) if (Math.abs(pcm.readInt16LE(at)) > 33) return false;
  return true;
}
