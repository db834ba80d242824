import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Refusal } from '../refusal.js';
import { frameBytes } from '../sound/pcm.js';
import { readWav, requireSupported, type Clip } from '../sound/wav.js';

const wavTypes = new Set(['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave']);

/** The clip in the body of a request (14.2). @throws Refusal */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Clip> {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';').map((part) => part.trim());
  const read = readerOf(type.toLowerCase(), parametersOf(parameters));
  const clip = read(await bytesOf(decoded(request), maxBytes));
  if (clip.pcm.length === 0) throw new Refusal('REQUEST_INVALID', 'the body has no samples', 'body');
  if (clip.pcm.length % frameBytes(clip.format) === 0) return clip;
  throw new Refusal('REQUEST_INVALID', 'the body ends within a frame', 'body');
}

type Reader = (body: Buffer) => Clip;

function readerOf(type: string, parameters: ReadonlyMap<string, string>): Reader {
  if (wavTypes.has(type)) return readWav;
  if (type !== 'audio/l16') throw new Refusal('AUDIO_FORMAT_UNSUPPORTED', `${type} is not read`, 'content-type');
  const number = (name: string, usual: string): number => Number(parameters.get(name) ?? usual);
  const format = requireSupported(
    { sampleRateHz: number('rate', 'NaN'), channels: number('channels', '1') },
    'content-type',
  );
  const told = parameters.get('endianness');
  if (told !== undefined && told !== 'little-endian' && told !== 'big-endian')
    throw new Refusal('AUDIO_FORMAT_UNSUPPORTED', `there is no ${told}`, 'content-type');
  return (body) => {
    const order = told ?? (isLittleEndian(body) ? 'little-endian' : 'big-endian');
    const pcm = order === 'little-endian' || body.length % 2 > 0 ? body : Buffer.from(body).swap16();
    return { format, pcm };
  };
}

function parametersOf(parameters: readonly string[]): Map<string, string> {
  return new Map(
    parameters.map((parameter) => {
      const [name = '', value = ''] = parameter.split('=');
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', '').toLowerCase()];
    }),
  );
}

/** Speech moves little from sample to sample; read the wrong way round it is noise. */
function isLittleEndian(body: Buffer): boolean {
  let little = 0;
  let big = 0;
  for (let at = 2; at + 1 < body.length; at += 2) {
    little += Math.abs(body.readInt16LE(at) - body.readInt16LE(at - 2));
    big += Math.abs(body.readInt16BE(at) - body.readInt16BE(at - 2));
  }
  return little < big;
}

function decoded(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request;
  const decoders = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };
  if (!Object.hasOwn(decoders, encoding))
    throw new Refusal('AUDIO_FORMAT_UNSUPPORTED', `${encoding} is not read`, 'content-encoding');
  const decoder = decoders[encoding as keyof typeof decoders]();
  // A request that breaks off ends what is read of it.
  request.once('error', (error) => decoder.destroy(error));
  return request.pipe(decoder);
}

async function bytesOf(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new Refusal('BODY_TOO_LARGE', `the body has more than ${maxBytes} bytes`, 'body');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('REQUEST_INVALID', `the body cannot be read: ${String(error)}`, 'body');
  }
  return Buffer.concat(chunks);
}
