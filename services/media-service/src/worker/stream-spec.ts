/** Where one language of a stream is sent, besides HLS. */
export interface OutputSpec {
  /** A target language, or `original`. */
  language: string;
  /** rtmp, srt, or a file. */
  url: string;
}

/** Everything a worker needs to run its stream. It travels to the worker process as JSON. */
export interface StreamSpec {
  id: string;
  input: string;
  /** Whether the input paces itself and is waited for when it is lost. A file is not live. */
  live: boolean;
  /** A file goes as fast as the engines go; every reply is waited for. */
  fast: boolean;
  sourceLanguage: string;
  targetLanguages: readonly string[];
  mode: 'aligned' | 'interpreter';
  bed: 'duck' | 'original';
  delayMs: number;
  graceMs: number;
  stsUrl: string;
  outputs: readonly OutputSpec[];
  /** Absent where no HLS is wanted, as for `dub`. */
  hls?: { directory: string; targetMs: number; windowMs: number };
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
}
