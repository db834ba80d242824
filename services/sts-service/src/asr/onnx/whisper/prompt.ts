import type { TextTokenizer } from '../../../text/tokenizer.js';
import type { WhisperSpec } from './whisper-spec.js';

export interface WhisperPromptOptions {
  readonly spec: WhisperSpec;
  readonly tokenizer: TextTokenizer;
  /** Whisper's code; undefined for models of English only. */
  readonly language?: string;
  readonly timestamps: boolean;
  readonly prefix?: string;
  readonly previous?: string;
}

/** What the decoder is given before it chooses the first token. */
export interface WhisperPrompt {
  readonly tokens: readonly number[];
  /** Where `<|startoftranscript|>` stands: its logits tell whether somebody speaks. */
  readonly startAt: number;
  /** Where the transcript begins, timestamps and forced words included. */
  readonly begin: number;
}

/**
 * `<|startofprev|> what was said <|startoftranscript|> <|en|> <|transcribe|>`, then `<|notimestamps|>`
 * or timestamps, then the words that are already decided. With timestamps those begin at the first.
 */
export function whisperPrompt(options: WhisperPromptOptions): WhisperPrompt {
  const { spec, language, timestamps, prefix = '', previous = '' } = options;
  const { tokens } = spec;
  // Half of the places stay free to hear with; the words nearest to what comes are kept.
  const forced = wordsOf(options, prefix).slice(-Math.floor(spec.contextTokens / 4));
  const context = wordsOf(options, previous).slice(-Math.floor(spec.contextTokens / 4) + headTokens);
  const earlier = context.length > 0 ? [tokens.previous, ...context] : [];
  const languageToken = language === undefined ? undefined : tokens.languages.get(language);
  const head = [
    ...earlier,
    tokens.start,
    ...(languageToken === undefined ? [] : [languageToken]),
    ...(tokens.transcribe === undefined ? [] : [tokens.transcribe]),
    ...(timestamps ? [] : [tokens.noTimestamps]),
  ];
  const begin = head.length;
  const tail = forced.length > 0 && timestamps ? [tokens.firstTimestamp, ...forced] : forced;
  return { tokens: [...head, ...tail], startAt: earlier.length, begin };
}

/** The most tokens of a prompt that are no words. */
const headTokens = 6;

/** No more of a text is read than could be kept: a token has four characters or so. */
const mostCharacters = 2000;

/** Whisper's words carry the space before them. Marks such as `<|endoftext|>` in a text are no words. */
function wordsOf({ tokenizer, spec }: WhisperPromptOptions, text: string): number[] {
  const trimmed = text.trim().slice(-mostCharacters).trim();
  if (trimmed === '') return [];
  return tokenizer.encode(` ${trimmed}`, { specialTokens: false }).filter((token) => token < spec.tokens.end);
}
