/** What a child process is told to do. */
export interface TranslationTask {
  readonly runtime: 'ours' | 'hub';
  readonly folder: string;
  readonly from: string;
  readonly to: string;
  readonly sentences: readonly string[];
  /** How many tokens the decoder makes when it alone is measured. */
  readonly decodedTokens: number;
  readonly threads: number;
  readonly runs: number;
}

export interface TranslationFigures {
  readonly loadMs: number;
  /** Each run: of one sentence, of all of them, of a fixed number of tokens, of one sentence with four beams. */
  readonly sentenceMs: readonly number[];
  readonly textMs: readonly number[];
  readonly decodeMs: readonly number[];
  readonly beamMs: readonly number[];
  readonly peakMiB: number;
}

export interface TranslationEngine {
  /** One beam. */
  translate(sentences: readonly string[]): Promise<unknown>;
  /** Encodes the text and makes just as many tokens, end or not. */
  decode(text: string, tokens: number): Promise<unknown>;
  /** One sentence with four beams, where the runtime has a beam search. */
  readonly beams?: () => Promise<unknown>;
}
