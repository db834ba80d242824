import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interleave } from '../../src/flv/interleave.js';
import type { FlvTag } from '../../src/flv/tag.js';
import { writeFlv } from '../../src/flv/write.js';
import { encodeAudio } from '../../src/programme/encode/audio.js';
import { encodeVideo } from '../../src/programme/encode/video.js';
import { FRAME_RATE, REORDER_FRAMES } from '../../src/programme/format.js';
import type { ProgrammeManifest } from '../../src/programme/manifest.js';
import { Picture } from '../../src/programme/picture/picture.js';
import { composeSoundtrack } from '../../src/programme/sound/soundtrack.js';
import type { StereoTrack } from '../../src/programme/sound/track.js';

/** 8 s is the least that holds whole frames of both tracks. */
const DURATION_MS = 16_000;

/** A short programme with music, two flashes and beeps, and no speech: what measures are tested on. */
export const clipManifest: ProgrammeManifest = {
  fingerprint: 'clip',
  title: 'Clip',
  language: 'en',
  durationMs: DURATION_MS,
  frameRate: FRAME_RATE,
  frames: (DURATION_MS * FRAME_RATE) / 1000,
  offsetMs: (REORDER_FRAMES * 1000) / FRAME_RATE,
  beepsMs: [5_000, 15_000],
  beepDurationMs: 100,
  sentences: [],
};

let video: Promise<FlvTag[]> | undefined;
let audio: Promise<FlvTag[]> | undefined;

export function clipVideo(): Promise<FlvTag[]> {
  const picture = new Picture(clipManifest, clipManifest.title);
  return (video ??= encodeVideo(clipManifest.frames, (index) => picture.frame(index)));
}

export function clipSound(): StereoTrack {
  return composeSoundtrack(clipManifest, []);
}

export function clipAudio(): Promise<FlvTag[]> {
  return (audio ??= encodeAudio(clipSound()));
}

/** Writes tags as a file that is gone when `use` is done. */
export async function withFlv<T>(
  videoTags: readonly FlvTag[],
  audioTags: readonly FlvTag[],
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-clip-'));
  try {
    const file = join(folder, 'clip.flv');
    await writeFile(file, writeFlv(interleave(videoTags, audioTags)));
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
