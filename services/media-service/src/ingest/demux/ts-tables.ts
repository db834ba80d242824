import type { ElementaryTrack } from './elementary.js';
import { codecOfStream, LATM_TYPE } from './ts-codecs.js';

const PAT_TABLE = 0x00;
const PMT_TABLE = 0x02;
const CRC_BYTES = 4;

/** @returns the PID of the first programme's map, or undefined (ISO/IEC 13818-1, 2.4.4.3). */
export function readPat(section: Buffer): number | undefined {
  if (section[0] !== PAT_TABLE || !isCurrent(section)) return undefined;
  for (let at = 8; at + 4 <= section.length - CRC_BYTES; at += 4) {
    // Programme 0 is the network's own table.
    if (section.readUInt16BE(at) !== 0) return section.readUInt16BE(at + 2) & 0x1fff;
  }
  return undefined;
}

export interface StreamOfProgramme {
  readonly pid: number;
  readonly track: ElementaryTrack;
  /** Opus has headers of its own before each of its frames; LATM is made into ADTS. */
  readonly framing: 'plain' | 'opus' | 'latm';
}

/** @returns the pictures and sounds of a programme in the order of its map (2.4.4.8), or undefined. */
export function readPmt(section: Buffer): StreamOfProgramme[] | undefined {
  if (section[0] !== PMT_TABLE || !isCurrent(section)) return undefined;
  const streams: StreamOfProgramme[] = [];
  let at = 12 + (section.readUInt16BE(10) & 0x0fff);
  while (at + 5 <= section.length - CRC_BYTES) {
    const type = section[at] ?? 0;
    const pid = section.readUInt16BE(at + 1) & 0x1fff;
    const end = at + 5 + (section.readUInt16BE(at + 3) & 0x0fff);
    const codec = codecOfStream(type, descriptorsOf(section.subarray(at + 5, end)));
    if (codec !== undefined) {
      const { kind, name, caps } = codec;
      const framing = name === 'opus' ? 'opus' : type === LATM_TYPE ? 'latm' : 'plain';
      streams.push({ pid, framing, track: { id: pid.toString(16), kind, codec: name, caps } });
    }
    at = end;
  }
  return streams;
}

/** A table that is sent ahead of its time does not hold yet. */
function isCurrent(section: Buffer): boolean {
  return section.length >= 12 && ((section[5] ?? 0) & 1) === 1;
}

function descriptorsOf(bytes: Buffer): Map<number, Buffer> {
  const descriptors = new Map<number, Buffer>();
  for (let at = 0; at + 2 <= bytes.length;) {
    const end = at + 2 + (bytes[at + 1] ?? 0);
    descriptors.set(bytes[at] ?? 0, bytes.subarray(at + 2, end));
    at = end;
  }
  return descriptors;
}
