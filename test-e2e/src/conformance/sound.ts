import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DubbingError, bytesPerFrame, decodeWav, type AudioFormat } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { runTool } from '../process/run-tool.js';

/** What the fragments of the suite carry, unless a case is about formats. */
export const clipFormat = { sampleRateHz: 16_000, channels: 1 } as const satisfies AudioFormat;

/** Mono at 16 kHz. */
export interface Clips {
  /** Some seconds in which something is said. */
  readonly speech: Buffer;
}

/** The sentence is one that small engines hear. */
const sentence = 'The weather will be sunny tomorrow in the north of the country.';

/** @param file a WAV file of 16-bit mono at 16 kHz with speech of the source language; undefined for a sentence of flite's, in English */
export async function loadClips(file: string | undefined): Promise<Clips> {
  const wav = file === undefined ? await speak() : await readFile(file);
  const { pcm, format } = decodeWav(wav);
  if (format.sampleRateHz !== clipFormat.sampleRateHz || format.channels !== clipFormat.channels) {
    const message = `--speech must be mono at 16000 Hz, not ${format.channels} channels at ${format.sampleRateHz} Hz`;
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field: '--speech' });
  }
  const durationMs = (pcm.length / bytesPerFrame(format) / format.sampleRateHz) * 1000;
  if (durationMs < 500 || durationMs > 8000) {
    const message = `--speech must last 0.5 to 8 s, not ${(durationMs / 1000).toFixed(1)}`;
    throw new DubbingError(errorCodes.ARGUMENT_INVALID, message, { field: '--speech' });
  }
  return { speech: Buffer.from(pcm) };
}

async function speak(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-conformance-'));
  try {
    const file = join(folder, 'speech.wav');
    await runTool('flite', ['-voice', 'slt', '-t', sentence, '-o', file]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function silence(durationMs: number, { sampleRateHz, channels }: AudioFormat = clipFormat): Buffer {
  return Buffer.alloc(Math.round((durationMs * sampleRateHz) / 1000) * channels * 2);
}

/** White noise at −20 dBFS, the same each time. */
export function noise(durationMs: number): Buffer {
  const pcm = silence(durationMs);
  let state = 1;
  for (let at = 0; at < pcm.length; at += 2) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pcm.writeInt16LE(Math.round((state / 2 ** 32 - 0.5) * 6_500), at);
  }
  return pcm;
}

/** The same at a multiple of its rate, in several channels: each frame is held. */
export function widened(mono: Buffer, times: number, channels: number): Buffer {
  const wide = Buffer.alloc(mono.length * times * channels);
  for (let at = 0; at < wide.length / 2; at++) {
    wide.writeInt16LE(mono.readInt16LE(2 * Math.floor(at / (times * channels))), 2 * at);
  }
  return wide;
}

/** The same samples in the other byte order. */
export function bigEndian(pcm: Buffer): Buffer {
  return Buffer.from(pcm).swap16();
}
