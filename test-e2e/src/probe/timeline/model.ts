/** What is drawn. All times are the output's, in milliseconds. */
export interface Timeline {
  title: string;
  /** One line under the title: the verdict. */
  subtitle: string;
  startMs: number;
  endMs: number;
  output: Waveform;
  /** The reference's sound, in its place in the output. */
  reference?: Waveform;
  fragments: TimelineFragment[];
  captions: { startMs: number; endMs: number; text: string }[];
  gaps: { startMs: number; endMs: number }[];
  marks: TimelineMark[];
  /** Flashes with the offset of their beeps. */
  pairs: { atMs: number; offsetMs: number }[];
}

/** The loudest sample, 0 to 1, of each of `columns` equal parts of the time drawn. */
export type Waveform = (columns: number) => Float32Array;

export interface TimelineFragment {
  /** Where the original speaks. */
  startMs: number;
  endMs: number;
  /** Where the dub was placed. */
  dubStartMs?: number;
  dubEndMs?: number;
  outcome: 'spoken' | 'empty' | 'late' | 'failed' | 'skipped' | 'fallback';
  text?: string;
  transcript?: string;
}

export interface TimelineMark {
  atMs: number;
  label: string;
  isError: boolean;
}
