export type Kind = 'vits' | 'piper' | 'kokoro';

/** What a child process is told to do. */
export interface SpeechTask {
  readonly runtime: 'ours' | 'hub';
  readonly kind: Kind;
  /** Folder of folders, and the model's name in it. */
  readonly models: string;
  readonly name: string;
  readonly text: string;
  readonly language: string;
  readonly runs: number;
}

export interface SpeechFigures {
  readonly loadMs: number;
  /** Each run. */
  readonly runMs: readonly number[];
  /** Processor time of each run, without eSpeak NG's: what else the machine does hardly changes it. */
  readonly cpuMs: readonly number[];
  /** What of a run is eSpeak NG's, measured alone; empty where it has no part. */
  readonly phonemesMs: readonly number[];
  /** Length of the speech of one run. */
  readonly audioMs: number;
  readonly peakMiB: number;
}
