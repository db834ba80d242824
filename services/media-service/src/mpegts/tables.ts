import type { VideoCodec } from '../media/units.js';
import { crc32 } from './crc32.js';
import { languageCode } from './language-code.js';
import { sectionPacket } from './packets.js';

export const PAT_PID = 0;
export const PMT_PID = 0x1000;
export const VIDEO_PID = 0x100;
export const AUDIO_PID = 0x101;

const PAT_ID = 0;
const PMT_ID = 2;
/** Of the transport stream, and of its one program. */
const STREAM_NUMBER = 1;
const PROGRAM_NUMBER = 1;
const ADTS_TYPE = 0x0f;
const videoTypes: Readonly<Record<VideoCodec, number>> = { h264: 0x1b, h265: 0x24 };
const REGISTRATION = 5;
const LANGUAGE = 10;
/** Receivers that keep a table by its version know by it that the next connection brings another kind of picture. */
const versions: Readonly<Record<VideoCodec | 'none', number>> = { h264: 0, h265: 1, none: 2 };

/**
 * The program association table and the program map table (ISO/IEC 13818-1, 2.4.4.3 and 2.4.4.8), in a packet each.
 * @param video undefined where there is sound alone, which then carries the clock
 * @param language of the sound, as a BCP 47 tag
 */
export function programTables(
  video: VideoCodec | undefined,
  language: string,
): { readonly pat: Buffer; readonly pmt: Buffer } {
  const clockPid = video === undefined ? AUDIO_PID : VIDEO_PID;
  const streams = [
    ...(video === undefined
      ? []
      : [stream(videoTypes[video], VIDEO_PID, video === 'h265' ? registration('HEVC') : none)]),
    stream(ADTS_TYPE, AUDIO_PID, languageOf(language)),
  ];
  const pat = section(PAT_ID, STREAM_NUMBER, 0, [u16(PROGRAM_NUMBER), u16(0xe000 | PMT_PID)]);
  const pmt = section(PMT_ID, PROGRAM_NUMBER, versions[video ?? 'none'], [
    u16(0xe000 | clockPid),
    u16(0xf000),
    ...streams,
  ]);
  return { pat: sectionPacket(PAT_PID, pat), pmt: sectionPacket(PMT_PID, pmt) };
}

const none = Buffer.alloc(0);

function stream(type: number, pid: number, descriptors: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), u16(0xe000 | pid), u16(0xf000 | descriptors.length), descriptors]);
}

function registration(format: string): Buffer {
  return Buffer.concat([Buffer.from([REGISTRATION, format.length]), Buffer.from(format, 'latin1')]);
}

/** The ISO 639 language descriptor (2.6.18), where the tag is one of a language: `original` is not. */
function languageOf(tag: string): Buffer {
  const code = languageCode(tag);
  if (code === undefined) return none;
  return Buffer.concat([Buffer.from([LANGUAGE, 4]), Buffer.from(code, 'latin1'), Buffer.from([0])]);
}

function section(tableId: number, number: number, version: number, body: readonly Buffer[]): Buffer {
  const content = Buffer.concat(body);
  // What the length counts: five bytes of head, the content, and the CRC.
  const length = 5 + content.length + 4;
  const current = Buffer.from([0xc1 | (version << 1), 0, 0]);
  const head = Buffer.concat([Buffer.from([tableId]), u16(0xb000 | length), u16(number), current]);
  const checked = Buffer.concat([head, content]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(checked));
  return Buffer.concat([checked, crc]);
}

function u16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(value);
  return out;
}
