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

export function gdpBuffer({ ptsNs, dtsNs, durationNs, deltaUnit, data }: TimedPayload): Buffer {
  writeHeader(GDP_BUFFER, data.length, ptsNs);
  header.setBigUint64(18, durationNs ?? GDP_NO_TIME);
  header.setBigUint64(26, GDP_NO_TIME);
  header.setBigUint64(34, GDP_NO_TIME);
  header.setUint16(42, deltaUnit === true ? BUFFER_FLAG_DELTA_UNIT : 0);
  header.setBigUint64(44, dtsNs ?? GDP_NO_TIME);
  return withHeader(data);
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
  writeHeader(GDP_EVENT_EOS, 0, GDP_NO_TIME);
  return withHeader(Buffer.alloc(0));
}

function textPacket(type: number, text: string, time: bigint): Buffer {
  const payload = Buffer.from(`${text}\0`);
  writeHeader(type, payload.length, time);
  return withHeader(payload);
}

/** Of the packet that is being written: a view takes 64-bit numbers at once, which a Buffer takes apart byte by byte. */
const headerBytes = Buffer.alloc(GDP_HEADER_BYTES);
const header = new DataView(headerBytes.buffer, headerBytes.byteOffset, GDP_HEADER_BYTES);

function writeHeader(type: number, length: number, time: bigint): void {
  headerBytes.fill(0);
  header.setUint8(0, 1);
  header.setUint16(4, type);
  header.setUint32(6, length);
  header.setBigUint64(10, time);
}

function withHeader(payload: Buffer): Buffer {
  const packet = Buffer.allocUnsafe(GDP_HEADER_BYTES + payload.length);
  packet.set(headerBytes);
  packet.set(payload, GDP_HEADER_BYTES);
  return packet;
}
