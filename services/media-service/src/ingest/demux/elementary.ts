/** One track as a container declares it. */
export interface ElementaryTrack {
  /** Names the track within its container. */
  readonly id: string;
  readonly kind: 'video' | 'audio';
  /** As an error or a status names it: `h264`, `aac`. */
  readonly codec: string;
  /** GStreamer caps of what the track's units hold; undefined where GStreamer has no name for it. */
  readonly caps: string | undefined;
}

/** What a container holds of one track, between two of its timestamps. */
export interface ElementaryUnit {
  /** Nanoseconds since an origin that all tracks of the container share; undefined where the container gives none. */
  readonly ptsNs: bigint | undefined;
  readonly dtsNs: bigint | undefined;
  readonly data: Buffer;
}

export interface DemuxHandlers {
  /** All tracks, in the container's own order; again whenever they, or their caps, change. */
  onTracks(tracks: readonly ElementaryTrack[]): void;
  onUnit(track: ElementaryTrack, unit: ElementaryUnit): void;
}

/** Takes a container apart. Times go on through every wrap of the container's counters; a jump of the source is passed on. */
export interface Demuxer {
  /** Bytes in any pieces. @throws DubbingError INPUT_NOT_MEDIA when they are no such container. */
  push(bytes: Buffer): void;
  /** Gives out what is complete but for what would have come next. */
  end(): void;
}
