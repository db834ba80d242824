import type { BitReader } from '../../media/bit-reader.js';

/** What ADTS says of a stream, and how many of its frames an element of LATM holds. */
export interface StreamMux {
  /** 1 Main, 2 LC, 3 SSR, 4 LTP. */
  readonly objectType: number;
  readonly rateIndex: number;
  readonly channels: number;
  readonly frames: number;
}

const SBR = 5;
const PARAMETRIC_STEREO = 29;
const EXPLICIT_RATE = 15;
const LAST_RATE = 12;
const MOST_CHANNELS = 7;

/**
 * StreamMuxConfig (ISO/IEC 14496-3, table 1.42) of one programme in one layer.
 * @returns undefined for what ADTS cannot say: other kinds of AAC, other lengths of a frame, layers, channels of its own
 */
export function readStreamMux(reader: BitReader): StreamMux | undefined {
  const version = reader.bits(1);
  if (version === 1 && reader.flag()) return undefined;
  if (version === 1) latmValue(reader);
  reader.flag(); // allStreamsSameTimeFraming says nothing where there is one stream
  const frames = reader.bits(6) + 1;
  const programmes = reader.bits(4) + 1;
  const layers = reader.bits(3) + 1;
  if (programmes > 1 || layers > 1) return undefined;
  const bits = version === 1 ? latmValue(reader) : undefined;
  const before = reader.position;
  const config = readAudioConfig(reader);
  if (config === undefined) return undefined;
  if (bits !== undefined) reader.bits(Math.max(0, before + bits - reader.position));
  // frameLengthType: the others are of CELP, HVXC and frames of one fixed length.
  if (reader.bits(3) !== 0) return undefined;
  reader.bits(8);
  if (reader.flag()) {
    if (version === 1) latmValue(reader);
    else for (let more = true; more && !reader.exhausted; reader.bits(8)) more = reader.flag();
  }
  if (reader.flag()) reader.bits(8);
  return reader.exhausted ? undefined : { ...config, frames };
}

/** AudioSpecificConfig (table 1.15). What SBR and parametric stereo add is found by decoders in the frames themselves. */
function readAudioConfig(reader: BitReader): Omit<StreamMux, 'frames'> | undefined {
  let objectType = readObjectType(reader);
  const rateIndex = readRateIndex(reader);
  const channels = reader.bits(4);
  if (objectType === SBR || objectType === PARAMETRIC_STEREO) {
    readRateIndex(reader);
    objectType = readObjectType(reader);
  }
  if (objectType < 1 || objectType > 4 || rateIndex > LAST_RATE) return undefined;
  if (channels < 1 || channels > MOST_CHANNELS) return undefined;
  // GASpecificConfig (table 4.1): frames of 960 samples; a core coder; extensions.
  const isPlain = reader.bits(3) === 0;
  return isPlain ? { objectType, rateIndex, channels } : undefined;
}

function readObjectType(reader: BitReader): number {
  const type = reader.bits(5);
  return type === 31 ? 32 + reader.bits(6) : type;
}

function readRateIndex(reader: BitReader): number {
  const index = reader.bits(4);
  if (index === EXPLICIT_RATE) reader.bits(24);
  return index;
}

/** LatmGetValue (table 1.43). */
function latmValue(reader: BitReader): number {
  return reader.bits(8 * (reader.bits(2) + 1));
}
