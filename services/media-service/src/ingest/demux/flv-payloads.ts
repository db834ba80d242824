import type { ElementaryTrack } from './elementary.js';

/** What a tag's body is: a track's declaration, with its data where the codec needs no configuration; or a frame. */
export type FlvPayload =
  | { readonly kind: 'track'; readonly track: ElementaryTrack; readonly data?: Buffer }
  | { readonly kind: 'frame'; readonly compositionMs: number; readonly data: Buffer };

const videoNames: Readonly<Record<number, string>> = {
  2: 'sorenson-h263',
  3: 'flash-screen',
  4: 'vp6',
  5: 'vp6-alpha',
  6: 'flash-screen2',
};
const AVC = 7;
const HEVC = 12;

/** @returns undefined for what holds no picture: the end of a sequence, commands, metadata. */
export function readVideo(body: Buffer): FlvPayload | undefined {
  const first = body[0] ?? 0;
  if ((first & 0x80) !== 0) return readEnhancedVideo(body);
  const codec = first & 0x0f;
  if (codec !== AVC && codec !== HEVC) return declared('video', videoNames[codec] ?? `FLV codec ${codec}`, undefined);
  if (body.length < 5) return undefined;
  const data = body.subarray(5);
  switch (body[1]) {
    case 0:
      return codec === AVC ? h264Track(data) : h265Track(data);
    case 1:
      return frame(body.readIntBE(2, 3), data);
    default:
      return undefined;
  }
}

/** Enhanced RTMP (Veovera, v1): the codec is named by four characters. */
function readEnhancedVideo(body: Buffer): FlvPayload | undefined {
  const packetType = (body[0] ?? 0) & 0x0f;
  const codec = body.toString('latin1', 1, 5);
  if (codec !== 'avc1' && codec !== 'hvc1') {
    const name = { av01: 'av1', vp08: 'vp8', vp09: 'vp9' }[codec] ?? codec;
    return declared('video', name, undefined);
  }
  switch (packetType) {
    case 0:
      return codec === 'avc1' ? h264Track(body.subarray(5)) : h265Track(body.subarray(5));
    case 1:
      return body.length < 8 ? undefined : frame(body.readIntBE(5, 3), body.subarray(8));
    case 3:
      return frame(0, body.subarray(5));
    default:
      return undefined;
  }
}

const AAC = 10;
const MP3 = 2;
const MP3_8_KHZ = 14;
const ratesHz = [5512, 11_025, 22_050, 44_100];
const soundNames: Readonly<Record<number, string>> = {
  1: 'adpcm',
  4: 'nellymoser',
  5: 'nellymoser',
  6: 'nellymoser',
  11: 'speex',
};

export function readSound(body: Buffer): FlvPayload | undefined {
  const first = body[0] ?? 0;
  const codec = first >> 4;
  const rateHz = ratesHz[(first >> 2) & 3] ?? 44_100;
  const channels = (first & 1) + 1;
  const data = body.subarray(1);
  switch (codec) {
    case AAC: {
      if (body.length < 3) return undefined;
      if (body[1] === 0) return aacTrack(body.subarray(2));
      return frame(0, body.subarray(2));
    }
    case MP3:
    case MP3_8_KHZ:
      return declared('audio', 'mp3', 'audio/mpeg,mpegversion=1,layer=3', data);
    case 0:
    case 3: {
      const format = (first & 2) === 0 ? 'U8' : 'S16LE';
      return declared(
        'audio',
        'pcm',
        `audio/x-raw,format=${format},layout=interleaved,rate=${rateHz},channels=${channels}`,
        data,
      );
    }
    case 7:
      return declared('audio', 'alaw', `audio/x-alaw,rate=8000,channels=${channels}`, data);
    case 8:
      return declared('audio', 'mulaw', `audio/x-mulaw,rate=8000,channels=${channels}`, data);
    default:
      return declared('audio', soundNames[codec] ?? `FLV codec ${codec}`, undefined);
  }
}

function h264Track(avcC: Buffer): FlvPayload | undefined {
  return configured('video', 'h264', 'video/x-h264,stream-format=avc,alignment=au', avcC, 7);
}

function h265Track(hvcC: Buffer): FlvPayload | undefined {
  return configured('video', 'h265', 'video/x-h265,stream-format=hvc1,alignment=au', hvcC, 23);
}

function aacTrack(config: Buffer): FlvPayload | undefined {
  return configured('audio', 'aac', 'audio/mpeg,mpegversion=4,stream-format=raw,framed=true', config, 2);
}

/** A track whose decoder is set up by a record of at least `leastBytes`; one that is cut short says nothing. */
function configured(
  kind: ElementaryTrack['kind'],
  codec: string,
  caps: string,
  record: Buffer,
  leastBytes: number,
): FlvPayload | undefined {
  if (record.length < leastBytes) return undefined;
  return declared(kind, codec, `${caps},codec_data=(buffer)${record.toString('hex')}`);
}

function declared(kind: ElementaryTrack['kind'], codec: string, caps: string | undefined, data?: Buffer): FlvPayload {
  return { kind: 'track', track: { id: kind, kind, codec, caps }, ...(data !== undefined && { data }) };
}

function frame(compositionMs: number, data: Buffer): FlvPayload | undefined {
  return data.length === 0 ? undefined : { kind: 'frame', compositionMs, data };
}
