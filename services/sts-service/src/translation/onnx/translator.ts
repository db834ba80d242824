import type { OnnxProvider, OnnxProviderChoice } from '../../onnx/provider.js';
import type { TranslationLanguages } from './translation-languages.js';

export interface TranslateOptions {
  /** BCP 47, such as `en`, `pt-BR`, `zh-Hant`. */
  readonly from: string;
  readonly to: string;
  /** Terms of the source with what they are in the target, which may be the term itself. */
  readonly glossary?: ReadonlyMap<string, string>;
  /** The most characters of the translation per character of the text: shorter wordings are preferred to fit. */
  readonly maxLengthRatio?: number;
  readonly signal: AbortSignal;
}

export interface TranslateRequest extends TranslateOptions {
  readonly text: string;
}

export interface NeuralTranslation {
  readonly text: string;
  /** 0 to 1: the geometric mean of the probabilities of the words' pieces; absent when no model was asked. */
  readonly confidence?: number;
}

/** One translation model. Texts that are given together share its passes; whoever has more in hand waits for those before. */
export interface NeuralTranslator {
  readonly provider: OnnxProvider;
  /** Why CUDA is not used although it was wished for. */
  readonly fallbackReason: string | undefined;
  readonly languages: TranslationLanguages;
  supports(from: string, to: string): boolean;
  /**
   * Glossary terms that the text has are in the translation, always.
   * @throws DubbingError LANGUAGE_PAIR_UNSUPPORTED; TEXT_TOO_LONG when a stretch without any place to
   * split is longer than the model takes; ENGINE_FAILED. The signal's reason when it is aborted.
   */
  translate(text: string, options: TranslateOptions): Promise<NeuralTranslation>;
  /** The same for several texts, of whatever languages, that share the passes through the model. Each is answered by itself. */
  translateAll(requests: readonly TranslateRequest[]): readonly Promise<NeuralTranslation>[];
  close(): Promise<void>;
}

export interface OpenTranslatorOptions {
  readonly folder: string;
  readonly provider: OnnxProviderChoice;
  readonly threads: number;
  /** How many wordings are followed at a time; the model's own number if not given. */
  readonly beams?: number;
}
