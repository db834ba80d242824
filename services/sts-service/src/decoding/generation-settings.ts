import type { EarlyStopping } from './finished.js';

/** What a model's generation_config.json (older ones: config.json) says of how to decode. */
export interface GenerationSettings {
  readonly decoderStartToken: number;
  readonly endTokens: readonly number[];
  readonly padToken?: number;
  readonly maxLength: number;
  readonly minLength: number;
  readonly beams: number;
  readonly lengthPenalty: number;
  readonly earlyStopping: EarlyStopping;
  readonly renormalize: boolean;
  readonly badWords: readonly (readonly number[])[];
  readonly forcedEndTokens: readonly number[];
  readonly suppressed: readonly number[];
  readonly suppressedAtBegin: readonly number[];
  readonly noRepeatNgram: number;
  readonly repetitionPenalty: number;
}

/** For models that name no limit; the 20 that the models' own library takes would cut sentences off. */
const usualMaxLength = 512;

type Json = Readonly<Record<string, unknown>>;

/** Later files override earlier ones; what none says is as the models' own library has it, but for the limit. */
export function readGenerationSettings(...files: readonly (Json | undefined)[]): GenerationSettings {
  const all: Record<string, unknown> = {};
  for (const file of files) {
    for (const [key, value] of Object.entries(file ?? {})) if (value !== null && value !== undefined) all[key] = value;
  }
  const number = (key: string, otherwise: number) => (typeof all[key] === 'number' ? all[key] : otherwise);
  const pad = all['pad_token_id'];
  const early = all['early_stopping'];
  return {
    decoderStartToken: number('decoder_start_token_id', number('bos_token_id', 0)),
    endTokens: numbersOf(all['eos_token_id']),
    ...(typeof pad === 'number' && { padToken: pad }),
    maxLength: number('max_length', usualMaxLength),
    minLength: number('min_length', 0),
    beams: Math.max(1, number('num_beams', 1)),
    lengthPenalty: number('length_penalty', 1),
    earlyStopping: early === 'never' ? early : early === true,
    renormalize: all['renormalize_logits'] === true,
    badWords: Array.isArray(all['bad_words_ids']) ? all['bad_words_ids'].map(numbersOf) : [],
    forcedEndTokens: numbersOf(all['forced_eos_token_id']),
    suppressed: numbersOf(all['suppress_tokens']),
    suppressedAtBegin: numbersOf(all['begin_suppress_tokens']),
    noRepeatNgram: number('no_repeat_ngram_size', 0),
    repetitionPenalty: number('repetition_penalty', 1),
  };
}

function numbersOf(value: unknown): readonly number[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'number');
}
