export interface StreamCodec {
  readonly kind: 'video' | 'audio';
  readonly name: string;
  readonly caps: string | undefined;
}

const video = (name: string, caps?: string): StreamCodec => ({ kind: 'video', name, caps });
const audio = (name: string, caps: string): StreamCodec => ({ kind: 'audio', name, caps });

const h265 = video('h265', 'video/x-h265,stream-format=byte-stream');
const adts = audio('aac', 'audio/mpeg,mpegversion=4,stream-format=adts');
const mpegAudio = audio('mpeg-audio', 'audio/mpeg,mpegversion=1');
const ac3 = audio('ac3', 'audio/x-ac3');
const eac3 = audio('eac3', 'audio/x-eac3');
const dts = audio('dts', 'audio/x-dts');

/** AAC in LATM, which is made into ADTS. */
export const LATM_TYPE = 0x11;
/** Of LATM that ADTS has no words for, and that GStreamer gets as it is. */
export const LATM_CAPS = 'audio/mpeg,mpegversion=4,stream-format=loas';

/** Stream types of ISO/IEC 13818-1, table 2-34, and those that ATSC (A/53) and Blu-ray give out of the private range. */
const byType: Readonly<Record<number, StreamCodec>> = {
  0x01: video('mpeg1'),
  0x02: video('mpeg2'),
  0x03: mpegAudio,
  0x04: mpegAudio,
  0x0f: adts,
  0x10: video('mpeg4'),
  [LATM_TYPE]: adts,
  0x1b: video('h264', 'video/x-h264,stream-format=byte-stream'),
  0x21: video('jpeg2000'),
  0x24: h265,
  0x33: video('h266'),
  0x42: video('cavs'),
  0x81: ac3,
  0x82: dts,
  0x85: dts,
  0x87: eac3,
  0xd1: video('dirac'),
  0xea: video('vc1'),
};

/** Format identifiers of registration descriptors (2.6.8), for private data. */
const byRegistration: Readonly<Record<string, StreamCodec>> = {
  'AC-3': ac3,
  EAC3: eac3,
  HEVC: h265,
  DTS1: dts,
  DTS2: dts,
  DTS3: dts,
  Opus: audio('opus', 'audio/x-opus'),
};

const REGISTRATION = 0x05;
const EXTENSION = 0x7f;
/** Descriptors of DVB (EN 300 468, annex D) that name the codec of private data. */
const byDescriptor: ReadonlyMap<number, StreamCodec> = new Map([
  [0x6a, ac3],
  [0x7a, eac3],
  [0x7b, dts],
]);

/** @param descriptors those of the stream, by tag. @returns undefined for what is neither picture nor sound. */
export function codecOfStream(type: number, descriptors: ReadonlyMap<number, Buffer>): StreamCodec | undefined {
  const known = byType[type];
  if (known !== undefined) return known;
  const registered = byRegistration[descriptors.get(REGISTRATION)?.toString('latin1', 0, 4) ?? ''];
  if (registered?.name === 'opus') return opusOf(descriptors.get(EXTENSION));
  if (registered !== undefined) return registered;
  for (const [tag, codec] of byDescriptor) if (descriptors.has(tag)) return codec;
  return undefined;
}

/** The extension descriptor 0x80 of Opus in MPEG-TS holds a channel configuration code; above stereo it names a mapping. */
function opusOf(extension: Buffer | undefined): StreamCodec {
  const channels = extension?.[0] === 0x80 ? (extension[1] ?? 2) : 2;
  if (channels <= 2) {
    return audio('opus', `audio/x-opus,channel-mapping-family=0,channels=${channels === 1 ? 1 : 2},rate=48000`);
  }
  const layout = vorbisLayouts[channels];
  if (layout === undefined) return { kind: 'audio', name: 'opus', caps: undefined };
  const [streams, coupled, mapping] = layout;
  return audio(
    'opus',
    `audio/x-opus,channel-mapping-family=1,channels=${channels},rate=48000,stream-count=${streams},` +
      `coupled-count=${coupled},channel-mapping=(int)<${mapping}>`,
  );
}

/** Streams, coupled streams and mapping of the Vorbis channel orders (RFC 7845, 5.1.1.2). */
const vorbisLayouts: Readonly<Record<number, readonly [number, number, string]>> = {
  3: [2, 1, '0,2,1'],
  4: [2, 2, '0,1,2,3'],
  5: [3, 2, '0,4,1,2,3'],
  6: [4, 2, '0,4,1,2,3,5'],
  7: [4, 3, '0,4,1,2,3,5,6'],
  8: [5, 3, '0,6,1,2,3,4,5,7'],
};
