import { mp4Boxes, mp4Find } from './mp4-boxes.js';
import type { ElementaryTrack } from './elementary.js';

/** A track as the initialisation of a fragmented MP4 declares it. */
export interface Mp4Track extends ElementaryTrack {
  readonly number: number;
  readonly timescale: number;
  /** Media time, in its timescale, that is shown at zero. */
  readonly zeroAt: bigint;
  readonly defaults: { readonly duration: number; readonly bytes: number };
}

/** Bytes of a VisualSampleEntry and of an AudioSampleEntry before their boxes (ISO/IEC 14496-12, 12.1.3 and 12.2.3). */
const VISUAL_ENTRY_BYTES = 78;
const SOUND_ENTRY_BYTES = 28;
const CHANNELS_AT = 16;
/** Object types of MPEG-4 systems (ISO/IEC 14496-1, table 5). */
const AAC_OBJECT = 0x40;
const MP3_OBJECTS = new Set([0x69, 0x6b]);

type Codec = Pick<ElementaryTrack, 'codec' | 'caps'>;

/** The pictures and sounds of a `moov`, in its order. */
export function mp4Tracks(moov: Buffer): Mp4Track[] {
  const extends_ = mp4Boxes(mp4Find(moov, 'mvex') ?? Buffer.alloc(0)).filter(({ type }) => type === 'trex');
  const movieScale = timescaleOf(mp4Find(moov, 'mvhd'));
  return mp4Boxes(moov).flatMap(({ type, body }) => {
    const header = type === 'trak' ? mp4Find(body, 'tkhd') : undefined;
    const handler = mp4Find(body, 'mdia', 'hdlr')?.toString('latin1', 8, 12);
    const entry = mp4Boxes(mp4Find(body, 'mdia', 'minf', 'stbl', 'stsd')?.subarray(8) ?? Buffer.alloc(0))[0];
    if (header === undefined || entry === undefined || (handler !== 'vide' && handler !== 'soun')) return [];
    const number = header.readUInt32BE(header[0] === 1 ? 20 : 12);
    const timescale = timescaleOf(mp4Find(body, 'mdia', 'mdhd'));
    const trex = extends_.find((each) => each.body.readUInt32BE(4) === number)?.body;
    const kind = handler === 'vide' ? 'video' : 'audio';
    return [
      {
        id: String(number),
        number,
        kind,
        timescale,
        zeroAt: zeroOf(mp4Find(body, 'edts', 'elst'), timescale, movieScale),
        defaults: { duration: trex?.readUInt32BE(12) ?? 0, bytes: trex?.readUInt32BE(16) ?? 0 },
        ...(kind === 'video' ? pictureCodec(entry.type, entry.body) : soundCodec(entry.type, entry.body)),
      } satisfies Mp4Track,
    ];
  });
}

/** Of `mvhd` and `mdhd`, which begin alike. */
function timescaleOf(header: Buffer | undefined): number {
  if (header === undefined) return 1;
  return header.readUInt32BE(header[0] === 1 ? 20 : 12) || 1;
}

/** An edit list of an empty edit, a start in the media, or both. */
function zeroOf(list: Buffer | undefined, timescale: number, movieScale: number): bigint {
  if (list === undefined) return 0n;
  const isLong = list[0] === 1;
  const [entryBytes, timeAt] = isLong ? [20, 8] : [12, 4];
  let zeroAt = 0n;
  for (let at = 8; at + entryBytes <= list.length; at += entryBytes) {
    const duration = isLong ? list.readBigUInt64BE(at) : BigInt(list.readUInt32BE(at));
    const mediaTime = isLong ? list.readBigInt64BE(at + timeAt) : BigInt(list.readInt32BE(at + timeAt));
    if (mediaTime >= 0n) return zeroAt + mediaTime;
    zeroAt -= (duration * BigInt(timescale)) / BigInt(movieScale);
  }
  return zeroAt;
}

function pictureCodec(type: string, entry: Buffer): Codec {
  const boxes = entry.subarray(VISUAL_ENTRY_BYTES);
  const [name, format, record] =
    type === 'avc1' || type === 'avc3'
      ? (['h264', 'avc', mp4Find(boxes, 'avcC')] as const)
      : type === 'hvc1' || type === 'hev1'
        ? (['h265', type, mp4Find(boxes, 'hvcC')] as const)
        : ([type, '', undefined] as const);
  if (record === undefined) return { codec: name, caps: undefined };
  const data = `codec_data=(buffer)${record.toString('hex')}`;
  return { codec: name, caps: `video/x-${name},stream-format=${format},alignment=au,${data}` };
}

function soundCodec(type: string, entry: Buffer): Codec {
  const boxes = entry.subarray(SOUND_ENTRY_BYTES);
  const channels = entry.readUInt16BE(CHANNELS_AT);
  if (type === 'mp4a') return mpegSound(mp4Find(boxes, 'esds')?.subarray(4));
  if (type === 'Opus') return opusSound(mp4Find(boxes, 'dOps'), channels);
  if (type === 'ac-3') return { codec: 'ac3', caps: 'audio/x-ac3,framed=true' };
  if (type === 'ec-3') return { codec: 'eac3', caps: 'audio/x-eac3,framed=true' };
  return { codec: type, caps: undefined };
}

/** @param descriptor an ES descriptor with its decoder configuration (ISO/IEC 14496-1, 7.2.6). */
function mpegSound(descriptor: Buffer | undefined): Codec {
  const unknown = { codec: 'mp4a', caps: undefined };
  const stream = descriptor === undefined ? undefined : descriptorIn(descriptor, 0x03);
  if (stream === undefined) return unknown;
  const flags = stream[2] ?? 0;
  const optional =
    ((flags & 0x80) === 0 ? 0 : 2) + ((flags & 0x40) === 0 ? 0 : 1 + (stream[3] ?? 0)) + ((flags & 0x20) === 0 ? 0 : 2);
  const decoder = descriptorIn(stream.subarray(3 + optional), 0x04);
  const object = decoder?.[0] ?? 0;
  if (MP3_OBJECTS.has(object)) return { codec: 'mp3', caps: 'audio/mpeg,mpegversion=1,layer=3' };
  const config = decoder === undefined ? undefined : descriptorIn(decoder.subarray(13), 0x05);
  if (object !== AAC_OBJECT || config === undefined || config.length < 2) return unknown;
  const data = `codec_data=(buffer)${config.toString('hex')}`;
  return { codec: 'aac', caps: `audio/mpeg,mpegversion=4,stream-format=raw,framed=true,${data}` };
}

function descriptorIn(bytes: Buffer, tag: number): Buffer | undefined {
  for (let at = 0; at + 2 <= bytes.length;) {
    const isWanted = bytes[at] === tag;
    let length = 0;
    do {
      at += 1;
      length = (length << 7) | ((bytes[at] ?? 0) & 0x7f);
    } while (((bytes[at] ?? 0) & 0x80) !== 0);
    at += 1;
    if (isWanted) return bytes.subarray(at, at + length);
    at += length;
  }
  return undefined;
}

/** `dOps` is Opus's own header but for its byte order (Encapsulation of Opus in ISO base media, 4.3.2). */
function opusSound(record: Buffer | undefined, fallback: number): Codec {
  const channels = record?.[1] ?? fallback;
  const family = record?.[10] ?? 0;
  if (family === 0) {
    return { codec: 'opus', caps: `audio/x-opus,channel-mapping-family=0,channels=${channels},rate=48000` };
  }
  const mapping = [...(record?.subarray(13, 13 + channels) ?? [])].join(',');
  const layout = `stream-count=${record?.[11] ?? 1},coupled-count=${record?.[12] ?? 0},channel-mapping=(int)<${mapping}>`;
  return {
    codec: 'opus',
    caps: `audio/x-opus,channel-mapping-family=${family},channels=${channels},rate=48000,${layout}`,
  };
}
