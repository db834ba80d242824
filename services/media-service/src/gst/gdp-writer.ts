import {
  BUFFER_FLAG_DELTA_UNIT,
  GDP_BUFFER,
  GDP_CAPS,
  GDP_EVENT_EOS,
  GDP_EVENT_SEGMENT,
  GDP_EVENT_STREAM_START,
  GDP_HEADER_BYTES,
  GDP_NO_TIME,
} from './gdp-packet.js';

export interface TimedPayload {
  readonly ptsNs: bigint;
  readonly dtsNs?: bigint;
  readonly durationNs?: bigint;
  /** A picture that needs others to be decoded: anything but a key frame. */
  readonly deltaUnit?: boolean;
  readonly data: Buffer;
}

export function gdpBuffer(unit: TimedPayload): Buffer {
  const packet = Buffer.allocUnsafe(GDP_HEADER_BYTES + unit.data.length);
  writeHeader(packet, GDP_BUFFER, unit.data.length, unit.ptsNs);
  packet.writeBigUInt64BE(unit.durationNs ?? GDP_NO_TIME, 18);
  packet.writeBigUInt64BE(GDP_NO_TIME, 26);
  packet.writeBigUInt64BE(GDP_NO_TIME, 34);
  packet.writeUInt16BE(unit.deltaUnit === true ? BUFFER_FLAG_DELTA_UNIT : 0, 42);
  packet.writeBigUInt64BE(unit.dtsNs ?? GDP_NO_TIME, 44);
  unit.data.copy(packet, GDP_HEADER_BYTES);
  return packet;
}

export function gdpCaps(caps: string): Buffer {
  return textPacket(GDP_CAPS, caps, 0n);
}

export function gdpStreamStart(streamId: string): Buffer {
  const text = `GstEventStreamStart, stream-id=(string)"${streamId}", flags=(GstStreamFlags)GST_STREAM_FLAG_NONE, group-id=(uint)1;`;
  return textPacket(GDP_EVENT_STREAM_START, text, GDP_NO_TIME);
}

/** What has to come before the first buffer of a stream. Times are absolute, so the segment starts at zero. */
export function gdpStreamHead(streamId: string, caps: string): Buffer[] {
  const none = GDP_NO_TIME.toString();
  const segment =
    'GstEventSegment, segment=(GstSegment)"segment, flags=(GstSegmentFlags)GST_SEGMENT_FLAG_NONE, rate=(double)1, ' +
    'applied-rate=(double)1, format=(GstFormat)time, base=(guint64)0, offset=(guint64)0, start=(guint64)0, ' +
    `stop=(guint64)${none}, time=(guint64)0, position=(guint64)0, duration=(guint64)${none};";`;
  return [gdpStreamStart(streamId), gdpCaps(caps), textPacket(GDP_EVENT_SEGMENT, segment, GDP_NO_TIME)];
}

export function gdpEos(): Buffer {
  const packet = Buffer.alloc(GDP_HEADER_BYTES);
  writeHeader(packet, GDP_EVENT_EOS, 0, GDP_NO_TIME);
  return packet;
}

function textPacket(type: number, text: string, time: bigint): Buffer {
  const payload = Buffer.from(`${text}\0`);
  const packet = Buffer.concat([Buffer.alloc(GDP_HEADER_BYTES), payload]);
  writeHeader(packet, type, payload.length, time);
  return packet;
}

function writeHeader(packet: Buffer, type: number, length: number, time: bigint): void {
  packet.fill(0, 0, GDP_HEADER_BYTES);
  packet[0] = 1;
  packet.writeUInt16BE(type, 4);
  packet.writeUInt32BE(length, 6);
  packet.writeBigUInt64BE(time, 10);
}
