import type { EngineChoice, GlossaryEntry, VoiceChoice } from '@dubbing/contracts';

/** Where one language of a stream is sent, besides HLS. */
export interface OutputSpec {
  /** A target language, or `original`. */
  language: string;
  /** rtmp, srt, or a file. */
  url: string;
  /** The URL as it may be told, where it hides more than what is hidden of every URL. */
  masked?: string;
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
  /** What is heard beneath the dub. Where the input has a `bedTrack`, that is. */
  bed: 'duck' | 'separate' | 'original';
  /** How far the original is turned down under a dub. */
  duckDepthDb: number;
  /** Numbers, counted from 1, of the input's audio tracks with the clean voice and with everything but the voice. */
  commentaryTrack?: number;
  bedTrack?: number;
  /** The ONNX file, or the folder of them, with which `separate` takes the voice out. */
  separationModel?: string;
  delayMs: number;
  graceMs: number;
  stsUrl: string;
  outputs: readonly OutputSpec[];
  /** What speech-to-speech is asked for: engines by name, terms that are kept or forced, voices by name. */
  engines?: EngineChoice;
  glossary?: readonly GlossaryEntry[];
  voices?: readonly VoiceChoice[];
  /** Absent where no HLS is wanted, as for `dub`. Without a window everything is kept, and playlists only grow (DVR). */
  hls?: { directory: string; targetMs: number; windowMs?: number | undefined };
  /** Where the record of what became of every fragment goes; the file is begun anew when it is full. */
  asRun?: { file: string; maxBytes: number; retentionMs: number };
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
}
