import { BitReader } from '../../media/bit-reader.js';
import { parseAvcConfig, writeAvcConfig } from '../../media/avc-config.js';
import { parseH264Sps, type H264Sps } from '../../media/h264-sps.js';
import { NAL_PPS, NAL_SPS, nalType, unescapeNal } from '../../media/nal.js';
import type { VideoConfig } from '../../media/units.js';
import { frameNsOf, USUAL_FRAME_NS } from './frame-time.js';

/** Header, profile, constraints, level and the first bits of what follows. */
const LEAST_SPS_BYTES = 5;
const LEAST_PPS_BYTES = 2;
/** Numbers of sets go up to 31 and 255 (H.264, 7.4.2.1.1 and 7.4.2.2), and have at most 17 bits. */
const NUMBER_BYTES = 4;
/** What a decoder configuration record has room for. */
const MAX_SPS = 31;
const MAX_PPS = 255;

/** The parameter sets of an H.264 track, from its record and from within the stream, and the configuration that they make. */
export class AvcParameters {
  readonly #sps = new Map<number, Buffer>();
  readonly #pps = new Map<number, Buffer>();
  #lengthBytes = 4;
  /** As the source wrote it, while nothing else was seen since. */
  #record: Buffer | undefined;
  #changed = false;
  #stepNs = USUAL_FRAME_NS;

  /** How long an access unit lasts that has no times of its own: a picture, or a field where pictures may be two. */
  get stepNs(): bigint {
    return this.#stepNs;
  }

  get lengthBytes(): number {
    return this.#lengthBytes;
  }

  /** Takes the record of a source that has one. @throws DubbingError H264_INVALID */
  take(record: Buffer): void {
    const { sps, pps, lengthBytes } = parseAvcConfig(record);
    this.#sps.clear();
    this.#pps.clear();
    this.#lengthBytes = lengthBytes;
    for (const set of [...sps, ...pps]) this.see(set);
    this.#record = record;
    this.#changed = true;
  }

  /** Takes note of a NAL unit of the stream where it is a parameter set. */
  see(nal: Buffer): void {
    const type = nalType(nal);
    if (type === NAL_SPS && nal.length >= LEAST_SPS_BYTES) this.#keep(this.#sps, nal, 4, MAX_SPS);
    else if (type === NAL_PPS && nal.length >= LEAST_PPS_BYTES) this.#keep(this.#pps, nal, 1, MAX_PPS);
  }

  /** @returns the configuration where it is complete and another than the last one. */
  changed(): VideoConfig | undefined {
    if (!this.#changed || this.#sps.size === 0 || this.#pps.size === 0) return undefined;
    this.#changed = false;
    const inOrder = (sets: ReadonlyMap<number, Buffer>): Buffer[] =>
      [...sets].toSorted(([one], [other]) => one - other).map(([, set]) => set);
    const sps = inOrder(this.#sps);
    const said = sps[0] === undefined ? undefined : parseH264Sps(sps[0]);
    const frameNs = said?.frameRate === undefined ? USUAL_FRAME_NS : frameNsOf(said.frameRate);
    this.#stepNs = said?.framesOnly === false ? frameNs / 2n : frameNs;
    return configOf(this.#record ?? writeAvcConfig(sps, inOrder(this.#pps), this.#lengthBytes), said);
  }

  /** @param numberAt the byte at which the number of the set begins. */
  #keep(sets: Map<number, Buffer>, nal: Buffer, numberAt: number, most: number): void {
    const number = new BitReader(unescapeNal(nal.subarray(numberAt, numberAt + NUMBER_BYTES))).unsigned();
    if (sets.get(number)?.equals(nal) === true || number >= most) return;
    // A copy: what it was cut out of is large, and gone in a few seconds.
    sets.set(number, Buffer.from(nal));
    this.#record = undefined;
    this.#changed = true;
  }
}

function configOf(record: Buffer, said: H264Sps | undefined): VideoConfig {
  const { width = 0, height = 0, frameRate, pixelAspect } = said ?? {};
  const ratio = (name: string, value: typeof frameRate): string =>
    value === undefined ? '' : `, ${name}=(fraction)${value.numerator}/${value.denominator}`;
  const size = said === undefined ? '' : `, width=(int)${width}, height=(int)${height}`;
  return {
    codec: 'h264',
    decoderConfig: record,
    width,
    height,
    ...(frameRate !== undefined && { frameRate }),
    caps:
      `video/x-h264, stream-format=(string)avc, alignment=(string)au${size}` +
      `${ratio('framerate', frameRate)}${ratio('pixel-aspect-ratio', pixelAspect)}, ` +
      `codec_data=(buffer)${record.toString('hex')}, parsed=(boolean)true`,
  };
}
