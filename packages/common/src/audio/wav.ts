import { DubbingError } from '../errors/dubbing-error.js';
import { errorCodes } from '../errors/error-codes.js';
import { bytesPerFrame, bytesPerSample, type AudioFormat } from './format.js';

const headerBytes = 44;
const formatPcm = 1;
const formatExtensible = 0xfffe;
/** Encoders that write to a pipe cannot know the length and leave this in its place. */
const unknownLength = 0xffffffff;

/** A canonical WAV file of 16-bit PCM. */
export function encodeWav(pcm: Uint8Array, format: AudioFormat): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(headerBytes - 8 + pcm.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(formatPcm, 20);
  header.writeUInt16LE(format.channels, 22);
  header.writeUInt32LE(format.sampleRateHz, 24);
  header.writeUInt32LE(format.sampleRateHz * bytesPerFrame(format), 28);
  header.writeUInt16LE(bytesPerFrame(format), 32);
  header.writeUInt16LE(bytesPerSample * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(pcm.byteLength, 40);
  return Buffer.concat([header, pcm]);
}

/**
 * Reads a WAV file of 16-bit PCM. The returned PCM shares the memory of `wav`.
 * @throws DubbingError WAV_INVALID, its `field` telling which part of the file is at fault.
 */
export function decodeWav(wav: Buffer): { pcm: Buffer; format: AudioFormat } {
  if (wav.length < 12 || tag(wav, 0) !== 'RIFF' || tag(wav, 8) !== 'WAVE') {
    throw invalid('header', 'the bytes are not a RIFF WAVE file');
  }
  let format: AudioFormat | undefined;
  for (let at = 12; at + 8 <= wav.length;) {
    const name = tag(wav, at);
    const length = wav.readUInt32LE(at + 4);
    const start = at + 8;
    if (name === 'fmt ') format = readFormat(wav, start, length);
    if (name === 'data') {
      if (format === undefined) throw invalid('fmt', 'the WAV file has no fmt chunk before its data');
      return { pcm: readData(wav, start, length, format), format };
    }
    // Chunks are padded to an even length.
    at = start + length + (length % 2);
  }
  throw invalid('data', 'the WAV file has no data chunk');
}

function readFormat(wav: Buffer, start: number, length: number): AudioFormat {
  if (length < 16 || start + length > wav.length) throw invalid('fmt', 'the fmt chunk is truncated');
  let coding = wav.readUInt16LE(start);
  // The first two bytes of an extensible file's sub-format are the coding itself.
  if (coding === formatExtensible && length >= 40) coding = wav.readUInt16LE(start + 24);
  const bitsPerSample = wav.readUInt16LE(start + 14);
  if (coding !== formatPcm || bitsPerSample !== bytesPerSample * 8) {
    throw invalid('fmt', `only 16-bit PCM is read, not coding ${coding} with ${bitsPerSample} bits`);
  }
  const channels = wav.readUInt16LE(start + 2);
  const sampleRateHz = wav.readUInt32LE(start + 4);
  if (channels === 0) throw invalid('fmt', 'the WAV file says that it has no channels');
  if (sampleRateHz === 0) throw invalid('fmt', 'the WAV file says that its sample rate is zero');
  return { sampleRateHz, channels };
}

function readData(wav: Buffer, start: number, length: number, format: AudioFormat): Buffer {
  const available = wav.length - start;
  if (length > available && length !== unknownLength) {
    throw invalid('data', `the data chunk is truncated: ${available} of ${length} bytes`);
  }
  const usable = Math.min(length, available);
  if (length !== unknownLength && length % bytesPerFrame(format) !== 0) {
    throw invalid('data', `${length} bytes are not a whole number of samples`);
  }
  return wav.subarray(start, start + usable - (usable % bytesPerFrame(format)));
}

function tag(wav: Buffer, at: number): string {
  return wav.toString('latin1', at, at + 4);
}

function invalid(field: string, message: string): DubbingError {
  return new DubbingError(errorCodes.WAV_INVALID, message, { field });
}
