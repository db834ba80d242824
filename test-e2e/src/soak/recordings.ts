import { openFile } from '../probe/capture/open-file.js';
import { readSlices } from '../probe/media/slices.js';
import { withSound } from '../probe/sound/decode.js';
import { silences, type Silence } from '../probe/sound/silence.js';
import { excessSilence } from './excess-silence.js';
import { countFrames, type FrameCount } from './lost-frames.js';
import type { Source } from './source.js';

export interface Recorded {
  frames: FrameCount;
  recordings: number;
  silence: Silence;
}

/** `es.ts`, then `es.2.ts`, `es.3.ts`, … */
const numberOf = (file: string): number => Number(/\.(\d+)\.ts$/.exec(file)?.[1] ?? 1);

/** Holds what was recorded against what was published. */
export async function readRecordings(files: readonly string[], programme: string, source: Source): Promise<Recorded> {
  const reference = (await slicesOf(programme)).map(({ hash }) => hash);
  const received: string[] = [];
  const found: Silence[] = [];
  for (const file of [...files].sort((a, b) => numberOf(a) - numberOf(b))) {
    for (const { hash } of await slicesOf(file)) received.push(hash);
    found.push(...(await withSound(file, (runs) => silences(runs))));
  }
  return {
    frames: countFrames(reference, source.publications, received),
    recordings: files.length,
    silence: excessSilence(found, source.breaksMs),
  };
}

async function slicesOf(file: string) {
  const { video } = await openFile(file);
  return video === undefined ? [] : readSlices(video);
}
