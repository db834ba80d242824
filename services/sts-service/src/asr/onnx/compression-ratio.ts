import { deflateSync } from 'node:zlib';

/**
 * How much smaller a text gets when it is compressed. Speech stays below 2.4 or so; a decoder that
 * turns in circles gets far above (the guard of `whisper.transcribe`).
 */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length === 0 ? 0 : bytes.length / deflateSync(bytes).length;
}
