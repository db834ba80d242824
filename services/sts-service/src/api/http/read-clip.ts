import { bytesPerFrame, decodeWav, type AudioFormat } from '@dubbing/common';
import { AudioFormatV1, parse } from '@dubbing/contracts';
import { stsError } from '../../errors.js';
import { isLikelyBigEndian } from './byte-order.js';

export interface Clip {
  readonly pcm: Buffer;
  readonly audio: AudioFormat;
}

/** All that a WAV file is called. */
export const wavTypes: readonly string[] = ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'];

const byteOrders = ['big-endian', 'little-endian'];

/** The form of a clip, as its content type tells it. */
export type ClipType =
  | { readonly form: 'wav' }
  | { readonly form: 'l16'; readonly audio: AudioFormat; readonly byteOrder: string | undefined };

/**
 * `audio/wav`, or `audio/L16;rate=R;channels=C` (RFC 2586), where `;endianness=` may tell the byte order.
 * @throws DubbingError AUDIO_FORMAT_UNSUPPORTED on field `content-type`.
 */
export function readClipType(contentType: string | undefined): ClipType {
  const [type = '', ...parts] = (contentType ?? '').toLowerCase().split(';');
  const name = type.trim();
  if (wavTypes.includes(name)) return { form: 'wav' };
  if (name !== 'audio/l16') {
    throw unsupported(`send audio/wav or audio/L16;rate=R;channels=C, not ${contentType ?? 'nothing'}`);
  }
  const parameters = new Map(parts.map(readParameter));
  const byteOrder = parameters.get('endianness');
  if (byteOrder !== undefined && !byteOrders.includes(byteOrder)) {
    throw unsupported(`endianness must be ${byteOrders.join(' or ')}, not ${byteOrder}`);
  }
  const rate = Number(parameters.get('rate') ?? Number.NaN);
  const channels = Number(parameters.get('channels') ?? 1);
  return { form: 'l16', audio: checkedFormat({ sampleRateHz: rate, channels }), byteOrder };
}

/** @throws DubbingError WAV_INVALID, AUDIO_FORMAT_UNSUPPORTED or REQUEST_INVALID, naming the field. */
export function readClip(type: ClipType, body: Buffer): Clip {
  if (type.form === 'wav') {
    const { pcm, format } = decodeWav(body);
    return notEmpty({ pcm, audio: checkedFormat(format) });
  }
  const frameBytes = bytesPerFrame(type.audio);
  if (body.length % frameBytes !== 0) {
    const message = `the body must be whole samples of ${frameBytes} bytes, not ${body.length} bytes`;
    throw stsError('REQUEST_INVALID', message, { field: 'body' });
  }
  const isBig = type.byteOrder === undefined ? isLikelyBigEndian(body) : type.byteOrder === 'big-endian';
  return notEmpty({ pcm: isBig ? Buffer.from(body).swap16() : body, audio: type.audio });
}

function notEmpty(clip: Clip): Clip {
  if (clip.pcm.length > 0) return clip;
  throw stsError('REQUEST_INVALID', 'the clip has no samples', { field: 'body' });
}

function checkedFormat(format: AudioFormat): AudioFormat {
  try {
    return parse(AudioFormatV1, { encoding: 'pcm_s16le', ...format });
  } catch (error) {
    throw unsupported(error instanceof Error ? error.message : String(error));
  }
}

function readParameter(text: string): [name: string, value: string] {
  const [name = '', value = ''] = text.split('=').map((part) => part.trim());
  return [name, value.replace(/^"(.*)"$/, '$1')];
}

function unsupported(message: string): Error {
  return stsError('AUDIO_FORMAT_UNSUPPORTED', message, { field: 'content-type' });
}
