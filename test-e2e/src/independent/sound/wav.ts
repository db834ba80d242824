import { Refusal } from '../refusal.js';
import type { SoundFormat } from '../wire.js';

const pcmTag = 1;
const extensibleTag = 0xfffe;

export interface Clip {
  readonly format: SoundFormat;
  readonly pcm: Buffer;
}

/** @throws Refusal WAV_INVALID or AUDIO_FORMAT_UNSUPPORTED, `field` the part of the file */
export function readWav(file: Buffer): Clip {
  if (file.length < 12 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new Refusal('WAV_INVALID', 'the body does not begin as a RIFF WAVE file', 'RIFF');
  let format: SoundFormat | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, Math.min(at + 8 + length, file.length));
    if (name === 'fmt ') format = readFormat(body);
    if (name === 'data') {
      if (format === undefined) throw new Refusal('WAV_INVALID', 'data stands before fmt', 'fmt');
      return { format, pcm: body };
    }
    at += 8 + length + (length % 2);
  }
  throw new Refusal('WAV_INVALID', 'the file has no data', format === undefined ? 'fmt' : 'data');
}

function readFormat(body: Buffer): SoundFormat {
  if (body.length < 16) throw new Refusal('WAV_INVALID', 'fmt is too short', 'fmt');
  const tag = body.readUInt16LE(0);
  const kind = tag === extensibleTag && body.length >= 26 ? body.readUInt16LE(24) : tag;
  const format = { channels: body.readUInt16LE(2), sampleRateHz: body.readUInt32LE(4) };
  if (kind !== pcmTag || body.readUInt16LE(14) !== 16)
    throw new Refusal('AUDIO_FORMAT_UNSUPPORTED', 'only 16-bit PCM is read', 'fmt');
  return requireSupported(format, 'fmt');
}

/** @throws Refusal AUDIO_FORMAT_UNSUPPORTED */
export function requireSupported(format: SoundFormat, field: string): SoundFormat {
  const { channels, sampleRateHz } = format;
  if (channels >= 1 && channels <= 2 && sampleRateHz >= 8000 && sampleRateHz <= 48_000) return format;
  throw new Refusal('AUDIO_FORMAT_UNSUPPORTED', `${channels} channels at ${sampleRateHz} Hz are not read`, field);
}

export function writeWav({ format: { sampleRateHz, channels }, pcm }: Clip): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + pcm.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(pcmTag, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(sampleRateHz, 24);
  head.writeUInt32LE(sampleRateHz * 2 * channels, 28);
  head.writeUInt16LE(2 * channels, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([head, pcm]);
}
