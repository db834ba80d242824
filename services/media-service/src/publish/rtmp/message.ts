/** One message of RTMP (Adobe, Real-Time Messaging Protocol 1.0, section 6). */
export interface RtmpMessage {
  readonly type: number;
  /** 0 for what concerns the connection, otherwise the number that createStream gave. */
  readonly streamId: number;
  /** Milliseconds, modulo 2^32. */
  readonly timestampMs: number;
  readonly payload: Buffer;
}

/** Message type ids: sections 5.4 and 7.1. */
export const MESSAGE = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAckSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  commandAmf3: 17,
  dataAmf0: 18,
  commandAmf0: 20,
} as const;

/** User control events: section 7.1.7. */
export const PING_REQUEST = 6;
export const PING_RESPONSE = 7;

/** Until a side says otherwise its chunks carry this much: section 5.4.1. */
export const INITIAL_CHUNK_SIZE = 128;

export function u32(value: number): Buffer {
  const out = Buffer.allocUnsafe(4);
  out.writeUInt32BE(value >>> 0);
  return out;
}
