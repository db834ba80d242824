import { msToNs, samplesToNs } from '@dubbing/common';
import type { HlsPackager } from '../../src/hls/packager.js';
import type { VideoConfig } from '../../src/media/units.js';

/** What a packager needs to know of a picture; nobody decodes it. */
export function testVideo(changes: Partial<VideoConfig> = {}): VideoConfig {
  return {
    codec: 'h264',
    decoderConfig: Buffer.from('014d401effe1000467112233010002aabb', 'hex'),
    width: 320,
    height: 180,
    caps: '',
    ...changes,
  };
}

/** Pictures at 25 Hz with a key frame every `gopMs`; each holds its own number and `bytes` more. */
export function feedPictures(packager: HlsPackager, fromMs: number, toMs: number, gopMs: number, bytes = 0): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 40) {
    const ptsNs = msToNs(atMs);
    const data = Buffer.alloc(8 + bytes);
    data.writeUInt32BE(4 + bytes);
    data.writeUInt32BE(atMs, 4);
    packager.pushVideo({ ptsNs, dtsNs: ptsNs, durationNs: msToNs(40), keyFrame: atMs % gopMs === 0, data });
  }
}

/** Frames of AAC that stand for sound; what they hold does not matter to a packager. */
export function feedSound(packager: HlsPackager, language: string, fromMs: number, toMs: number): void {
  for (let frame = Math.ceil((fromMs * 48) / 1024); frame * 1024 < toMs * 48; frame += 1) {
    packager.pushAudio(language, {
      ptsNs: samplesToNs(frame * 1024, 48_000),
      durationNs: 21_333_333n,
      data: Buffer.from([0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c]),
    });
  }
}
