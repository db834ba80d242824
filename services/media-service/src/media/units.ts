/**
 * The units of media that travel between the stages of a stream's worker.
 *
 * Every timestamp is on the *programme timeline*: integer nanoseconds, the source's own presentation time plus
 * one constant that is the same for every track. No stage renumbers, estimates or counts instead.
 */

/** The one PCM format inside the worker: 48 kHz, stereo, 16-bit little-endian, interleaved. */
export const PROGRAMME_FORMAT = { sampleRateHz: 48_000, channels: 2 } as const;

/** Bytes of one PCM frame (one sample of every channel) in `PROGRAMME_FORMAT`. */
export const PCM_FRAME_BYTES = 4;

/** Samples that one AAC-LC frame carries. */
export const AAC_FRAME_SAMPLES = 1024;

/** What passes through: ITU-T H.264 (AVC) and ITU-T H.265 (HEVC). */
export type VideoCodec = 'h264' | 'h265';

/** How the video track is to be decoded. A new one is given whenever the source changes its parameter sets. */
export interface VideoConfig {
  readonly codec: VideoCodec;
  /**
   * The AVCDecoderConfigurationRecord or HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1 and 8.3.3.1): what MP4
   * calls `avcC` and `hvcC`, and GStreamer `codec_data`.
   */
  readonly decoderConfig: Buffer;
  readonly width: number;
  readonly height: number;
  /** Absent where the source does not declare a constant rate. */
  readonly frameRate?: { readonly numerator: number; readonly denominator: number };
  /** The GStreamer caps of the track, codec data included, as the ingest saw them. */
  readonly caps: string;
}

/** One coded picture, in decoding order. */
export interface VideoUnit {
  readonly ptsNs: bigint;
  /** Never above `ptsNs`, strictly growing from unit to unit. */
  readonly dtsNs: bigint;
  readonly durationNs: bigint;
  /** Decoding may begin here: see `media/random-access.ts`. */
  readonly keyFrame: boolean;
  /** One access unit: NAL units, each behind its 4-byte (or otherwise declared) length, as the source coded them. */
  readonly data: Buffer;
}

/** A stretch of programme sound in `PROGRAMME_FORMAT`. Blocks follow each other without a hole; a hole shows as a jump of `ptsNs`. */
export interface AudioBlock {
  readonly ptsNs: bigint;
  readonly pcm: Buffer;
  /** The same samples of the source's clean voice, where it carries such a track. */
  readonly commentary?: Buffer;
  /**
   * The same samples without the voice: the source's own track of music and effects, or what a separator made of the
   * sound while the block waited in the delay line. Absent at the release, the original is turned down instead.
   */
  bed?: Buffer;
}

/** One raw AAC-LC frame (no ADTS header), 1024 samples of 48 kHz stereo. */
export interface AudioUnit {
  /** The time at which the frame's *decoded* samples belong: encoder priming is already taken off. */
  readonly ptsNs: bigint;
  readonly durationNs: bigint;
  readonly data: Buffer;
}
