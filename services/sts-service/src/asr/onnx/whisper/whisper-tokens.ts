import type { TextTokenizer } from '../../../text/tokenizer.js';

/** The tokens of a Whisper model that are no text, by what they mean. */
export interface WhisperTokens {
  readonly start: number;
  readonly end: number;
  readonly noTimestamps: number;
  /** `<|0.00|>`; each one after it is 20 ms later. */
  readonly firstTimestamp: number;
  /** Comes before what was said earlier. */
  readonly previous: number;
  /** The model's guess that nobody speaks. */
  readonly noSpeech: number;
  /** Absent in models of English only, which know neither tasks nor languages. */
  readonly transcribe?: number;
  /** Whisper's codes with their tokens; empty in models of English only. */
  readonly languages: ReadonlyMap<string, number>;
}

/** From this many tokens on, a model whose files do not tell is one of all languages (as in `whisper.model`). */
const multilingualVocabulary = 51_865;

/**
 * Asks for every token by name: the numbers differ between Whisper's versions.
 * @throws DubbingError MODEL_INCOMPATIBLE when the tokenizer lacks one.
 */
export function whisperTokens(
  tokenizer: TextTokenizer,
  generation: Readonly<Record<string, unknown>>,
  vocabularySize: number,
): WhisperTokens {
  const noTimestamps = tokenizer.requireId('<|notimestamps|>');
  const named = generation['lang_to_id'];
  const multilingual =
    generation['is_multilingual'] ?? (named !== undefined || vocabularySize >= multilingualVocabulary);
  return {
    start: tokenizer.requireId('<|startoftranscript|>'),
    end: tokenizer.requireId('<|endoftext|>'),
    noTimestamps,
    firstTimestamp: noTimestamps + 1,
    previous: tokenizer.requireId('<|startofprev|>'),
    // Newer and older names of one token, which stands in front of `<|notimestamps|>`.
    noSpeech: tokenizer.idOf('<|nospeech|>') ?? tokenizer.idOf('<|nocaptions|>') ?? noTimestamps - 1,
    ...(multilingual === true && { transcribe: tokenizer.requireId('<|transcribe|>') }),
    languages: multilingual === true ? languagesOf(named, tokenizer) : new Map<string, number>(),
  };
}

/** `lang_to_id` of generation_config.json is `{"<|en|>": 50259, …}`; without it the vocabulary has the names. */
function languagesOf(named: unknown, tokenizer: TextTokenizer): Map<string, number> {
  const entries = typeof named === 'object' && named !== null ? Object.entries(named) : tokenizer.vocabulary();
  const found = new Map<string, number>();
  for (const [token, id] of entries) {
    const code = /^<\|([a-z]{2,3})\|>$/.exec(token)?.[1];
    if (code !== undefined && typeof id === 'number') found.set(code, id);
  }
  return found;
}
