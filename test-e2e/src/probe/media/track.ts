/** A piece of a track: what was captured as one file. HLS cuts a track at every discontinuity. */
export interface TrackPart {
  file: string;
  /** Added to the file's timestamps to put the part in its place on the output's timeline, in milliseconds. */
  shiftMs: number;
}

/** One track of the probed output, wherever its pieces lie. */
export interface MediaTrack {
  kind: 'video' | 'audio';
  /** As ffmpeg calls it: h264, hevc, aac … */
  codec: string;
  /** Of the files' streams of this kind, which one; 0 is the first. */
  stream: number;
  parts: TrackPart[];
  language?: string;
  /** MPEG-TS timestamps have 33 bits; other containers' do not wrap. */
  wraps: boolean;
  /** Whether it was cut out of a live stream: no player shows the pictures before the first key frame. */
  isCut: boolean;
}

/** 2^33 ticks of 90 kHz: 26.5 hours. */
const MPEG_TS_PERIOD_MS = 2 ** 33 / 90;

/** Among the times that differ from `valueMs` by whole wraps of MPEG-TS, the one nearest to `nearMs`. */
export function unwrapped(valueMs: number, nearMs: number): number {
  return valueMs - Math.round((valueMs - nearMs) / MPEG_TS_PERIOD_MS) * MPEG_TS_PERIOD_MS;
}

/** How often a clock of 33 bits has wrapped before this time. */
export function wrapsBefore(timeMs: number): number {
  return Math.floor(timeMs / MPEG_TS_PERIOD_MS);
}

/** The stream specifier of ffmpeg for a track. */
export function specifier({ kind, stream }: Pick<MediaTrack, 'kind' | 'stream'>): string {
  return `${kind === 'video' ? 'v' : 'a'}:${stream}`;
}

/** What is needed to decode a track. */
export type TrackSource = Pick<MediaTrack, 'stream' | 'parts' | 'wraps'>;

/** The first track of a kind of one file. */
export function fileTrack(file: string): TrackSource {
  return { stream: 0, parts: [{ file, shiftMs: 0 }], wraps: false };
}
