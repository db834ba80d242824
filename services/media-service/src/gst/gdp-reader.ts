import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { ByteJoiner } from '../media/byte-joiner.js';
import {
  GDP_BUFFER,
  GDP_CAPS,
  GDP_EVENT,
  GDP_EVENT_EOS,
  GDP_EVENT_SEGMENT,
  GDP_EVENT_STREAM_START,
  GDP_HEADER_BYTES,
  GDP_NO_TIME,
  type GdpEvent,
  type GdpPacket,
} from './gdp-packet.js';

const eventNames = new Map<number, GdpEvent['event']>([
  [GDP_EVENT_STREAM_START, 'stream-start'],
  [GDP_EVENT_SEGMENT, 'segment'],
  [GDP_EVENT_EOS, 'eos'],
]);

/** No access unit and no block of sound is near this; a larger length means that the framing is lost. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** Cuts a stream of bytes into GDP packets, however they come split or merged. */
export class GdpReader {
  readonly #joiner = new ByteJoiner();

  /** @throws DubbingError GDP_INVALID when the bytes are not GDP 1.0. */
  push(chunk: Buffer): GdpPacket[] {
    return this.cut(chunk).map((packet) => decode(packet));
  }

  /** Whole packets as they are; views on the bytes that were read where these did not come split. */
  cut(chunk: Buffer): Buffer[] {
    const bytes = this.#joiner.join(chunk);
    const packets: Buffer[] = [];
    if (bytes === undefined) return packets;
    let at = 0;
    let needed = GDP_HEADER_BYTES;
    while (bytes.length - at >= GDP_HEADER_BYTES) {
      needed = packetBytes(bytes, at);
      if (at + needed > bytes.length) break;
      packets.push(bytes.subarray(at, at + needed));
      at += needed;
      needed = GDP_HEADER_BYTES;
    }
    this.#joiner.keep(bytes.subarray(at), needed);
    return packets;
  }
}

function packetBytes(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at + 6);
  if (bytes[at] !== 1 || length > MAX_PAYLOAD_BYTES) {
    throw new DubbingError(errorCodes.GDP_INVALID, 'the bytes are not GDP 1.0', { source: 'gdp' });
  }
  return GDP_HEADER_BYTES + length;
}

function decode(bytes: Buffer): GdpPacket {
  const type = bytes.readUInt16BE(4);
  const payload = bytes.subarray(GDP_HEADER_BYTES);
  if (type === GDP_BUFFER) {
    return {
      kind: 'buffer',
      ptsNs: timeAt(bytes, 10),
      durationNs: timeAt(bytes, 18),
      flags: bytes.readUInt16BE(42),
      dtsNs: timeAt(bytes, 44),
      payload,
    };
  }
  if (type === GDP_CAPS) return { kind: 'caps', caps: text(payload) };
  if (type < GDP_EVENT) {
    throw new DubbingError(errorCodes.GDP_INVALID, `GDP payload type ${type} is unknown`, { source: 'gdp' });
  }
  return { kind: 'event', event: eventNames.get(type) ?? 'other', text: text(payload) };
}

function timeAt(bytes: Buffer, at: number): bigint | undefined {
  const time = bytes.readBigUInt64BE(at);
  return time === GDP_NO_TIME ? undefined : time;
}

/** Text payloads carry C's closing zero. */
function text(payload: Buffer): string {
  const end = payload.indexOf(0);
  return payload.toString('utf8', 0, end < 0 ? payload.length : end).trimEnd();
}
