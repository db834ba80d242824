import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A WAV file of 32-bit floats at 48 kHz, which may hold samples above full scale; it is gone when `use` is done. */
export async function withWav<T>(channels: readonly Float32Array[], use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-wav-'));
  try {
    const file = join(folder, 'sound.wav');
    await writeFile(file, wavOf(channels));
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function wavOf(channels: readonly Float32Array[]): Buffer {
  const frames = channels[0]?.length ?? 0;
  const frameBytes = 4 * channels.length;
  const file = Buffer.alloc(44 + frames * frameBytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(3, 20);
  file.writeUInt16LE(channels.length, 22);
  file.writeUInt32LE(48_000, 24);
  file.writeUInt32LE(48_000 * frameBytes, 28);
  file.writeUInt16LE(frameBytes, 32);
  file.writeUInt16LE(32, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(frames * frameBytes, 40);
  channels.forEach((samples, channel) =>
    samples.forEach((value, n) => file.writeFloatLE(value, 44 + n * frameBytes + 4 * channel)),
  );
  return file;
}
