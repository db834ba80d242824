/**
 * The GStreamer Data Protocol, version 1.0, as `gdppay` writes it and `gdpdepay` reads it
 * (gst-plugins-bad, gst/gdp/dataprotocol.c). Every packet starts with a header of 62 bytes, big-endian:
 *
 *   0 version (major, minor)   2 flags   4 payload type (u16)   6 payload length (u32)   10 PTS (u64, ns)
 *   18 duration (u64, ns)      26 offset   34 offset end        42 buffer flags (u16)    44 DTS (u64, ns)
 *   52 unused                  58 header CRC   60 payload CRC (both only where the flags say so)
 */
export const GDP_HEADER_BYTES = 62;
export const GDP_BUFFER = 1;
export const GDP_CAPS = 2;
/** Payload types from here on are events: 64 + the GstEventType. */
export const GDP_EVENT = 64;
/** GstEventType is `number << 8 | flags`; these are the ones that matter here, with their flags. */
export const GDP_EVENT_STREAM_START = GDP_EVENT + ((40 << 8) | 14);
export const GDP_EVENT_SEGMENT = GDP_EVENT + ((70 << 8) | 14);
export const GDP_EVENT_EOS = GDP_EVENT + ((110 << 8) | 14);

/** GST_CLOCK_TIME_NONE on the wire. */
export const GDP_NO_TIME = 0xffff_ffff_ffff_ffffn;

/** GstBufferFlags, as far as they are used here. */
export const BUFFER_FLAG_DISCONT = 1 << 6;
export const BUFFER_FLAG_DELTA_UNIT = 1 << 13;

export interface GdpBuffer {
  readonly kind: 'buffer';
  readonly ptsNs: bigint | undefined;
  readonly dtsNs: bigint | undefined;
  readonly durationNs: bigint | undefined;
  readonly flags: number;
  /** A view on the bytes that were read, not a copy. */
  readonly payload: Buffer;
}
export interface GdpCaps {
  readonly kind: 'caps';
  readonly caps: string;
}
export interface GdpEvent {
  readonly kind: 'event';
  readonly event: 'stream-start' | 'segment' | 'eos' | 'other';
  /** The event's structure in GStreamer's text form. */
  readonly text: string;
}
export type GdpPacket = GdpBuffer | GdpCaps | GdpEvent;
