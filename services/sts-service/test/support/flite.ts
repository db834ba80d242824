import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeWav } from '@dubbing/common';

/** English speech by a flite voice: mono, 16 kHz, s16le. @throws when flite is not installed. */
export function speak(text: string, voice = 'slt'): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'sts-flite-'));
  try {
    const file = join(folder, 'speech.wav');
    execFileSync('flite', ['-voice', voice, '-o', file, '-t', text]);
    return decodeWav(readFileSync(file)).pcm;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
