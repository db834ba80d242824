import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Recordings beside the repository, which not every checkout has. Tests run in the service's folder. */
const folder = resolve('../../../shared/audio');

export interface Recording {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly transcript: string;
}

export function hasSharedAudio(): boolean {
  return existsSync(join(folder, 'transcripts.tsv'));
}

/** English recordings of people with what they say. */
export function recordings(): Recording[] {
  return readFileSync(join(folder, 'transcripts.tsv'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([name, language]) => language === 'en' && name !== undefined && existsSync(join(folder, name)))
    .map(([name = '', , transcript = '']) => ({ name, file: join(folder, name), transcript }));
}

/** A part of a recording as mono, 16 kHz, s16le. Times in seconds. */
export function sharedPcm(name: string, { fromS = 0, durationS = 60 } = {}): Buffer {
  const format = ['-f', 's16le', '-ar', '16000', '-ac', '1', '-'];
  const input = ['-v', 'error', '-ss', String(fromS), '-t', String(durationS), '-i', resolve(folder, name)];
  return execFileSync('ffmpeg', [...input, ...format], { maxBuffer: 1 << 26 });
}
