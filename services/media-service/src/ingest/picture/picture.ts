/** One coded picture as a source gives it, in decoding order. Its times are on the connection's own timeline. */
export interface Picture {
  /** Nanoseconds; undefined where the source gives none. */
  readonly ptsNs: bigint | undefined;
  readonly dtsNs: bigint | undefined;
  readonly durationNs: bigint | undefined;
  /** An access unit: NAL units, each behind its length. */
  readonly data: Buffer;
}
