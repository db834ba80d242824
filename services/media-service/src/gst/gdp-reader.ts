import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
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

/**
 * Cuts a stream of bytes into GDP packets. An appsink gives exactly one packet per buffer, and that way costs no
 * copy; packets that come split or merged are put together all the same.
 */
export class GdpReader {
  #rest: Buffer | undefined;

  /** @throws DubbingError GDP_INVALID when the bytes are not GDP 1.0. */
  push(chunk: Buffer): GdpPacket[] {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    const packets: GdpPacket[] = [];
    let at = 0;
    while (bytes.length - at >= GDP_HEADER_BYTES) {
      const end = at + packetBytes(bytes, at);
      if (end > bytes.length) break;
      packets.push(decode(bytes, at, end));
      at = end;
    }
    this.#rest = at === bytes.length ? undefined : bytes.subarray(at);
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

function decode(bytes: Buffer, at: number, end: number): GdpPacket {
  const type = bytes.readUInt16BE(at + 4);
  const payload = bytes.subarray(at + GDP_HEADER_BYTES, end);
  if (type === GDP_BUFFER) {
    return {
      kind: 'buffer',
      ptsNs: timeAt(bytes, at + 10),
      durationNs: timeAt(bytes, at + 18),
      flags: bytes.readUInt16BE(at + 42),
      dtsNs: timeAt(bytes, at + 44),
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
