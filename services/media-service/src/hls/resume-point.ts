import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a packager that takes over a folder must go on, so that players never see numbers run backwards. */
export interface ResumePoint {
  sequence: number;
  discontinuitySequence: number;
}

/** Makes the stream's folder and reads the playlist that an earlier packager left there, if any. */
export async function readResumePoint(directory: string): Promise<ResumePoint | undefined> {
  await mkdir(directory, { recursive: true });
  const playlist = join(directory, 'audio-original', 'index.m3u8');
  const text = await readFile(playlist, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return {
    sequence: tagValue(text, 'EXT-X-MEDIA-SEQUENCE') + count(/^#EXTINF:/gm),
    discontinuitySequence: tagValue(text, 'EXT-X-DISCONTINUITY-SEQUENCE') + count(/^#EXT-X-DISCONTINUITY$/gm),
  };
}

function tagValue(text: string, tag: string): number {
  return Number(new RegExp(`^#${tag}:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}
