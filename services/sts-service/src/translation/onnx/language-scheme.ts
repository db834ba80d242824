import type { TranslationLanguages } from './translation-languages.js';

/** How a family of models is told the languages: what stands before and after a text's tokens, and what is forced. */
export interface LanguageScheme {
  readonly languages: TranslationLanguages;
  /** Undefined when the model does not translate between the two. */
  route(from: string, to: string): LanguageRoute | undefined;
}

export interface LanguageRoute {
  /** Tokens around those of the text, on the encoder's side. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Tokens that the decoder begins with, behind its start token. */
  readonly forced: readonly number[];
}
