import { join } from 'node:path';
import { readModelJson, requireModelJson } from '../../../onnx/model-files.js';
import type { TextTokenizer } from '../../../text/tokenizer.js';
import type { LogMelShape } from '../log-mel/log-mel.js';
import { sparse } from '../log-mel/mel-filters.js';
import { ModelFields } from '../model-fields.js';
import { whisperTokens, type WhisperTokens } from './whisper-tokens.js';

/** What the configuration files of a Whisper model say about it. */
export interface WhisperSpec {
  readonly sound: LogMelShape;
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  /** Tokens that the decoder can see: 448. */
  readonly contextTokens: number;
  readonly tokens: WhisperTokens;
  /** Never said. */
  readonly suppressed: readonly number[];
  /** Never said first. */
  readonly suppressedFirst: readonly number[];
  /** The first words begin at most so many steps of 20 ms into the sound. */
  readonly latestFirstTimestamp: number;
  /** Pairs of layer and head whose attention follows the words. */
  readonly alignmentHeads?: readonly (readonly number[])[];
  /** Frames of attention that are smoothed into one. */
  readonly medianFilterWidth: number;
}

/** @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE */
export async function readWhisperSpec(folder: string, tokenizer: TextTokenizer): Promise<WhisperSpec> {
  const config = new ModelFields(await requireModelJson(folder, 'config.json'), join(folder, 'config.json'));
  config.requireOneOf('model_type', ['whisper', 'lite-whisper']);
  const generation = (await readModelJson(folder, 'generation_config.json')) ?? {};
  const generationFields = new ModelFields(generation, join(folder, 'generation_config.json'));
  const alignmentHeads = generationFields.rows('alignment_heads');
  const heads = config.count('decoder_attention_heads');
  return {
    sound: await readLogMelShape(folder, config.count('num_mel_bins', 80)),
    layers: config.count('decoder_layers'),
    heads,
    headSize: config.count('d_model') / heads,
    contextTokens: config.count('max_target_positions', 448),
    tokens: whisperTokens(tokenizer, generation, config.count('vocab_size')),
    suppressed: generationFields.tokens('suppress_tokens'),
    suppressedFirst: generationFields.tokens('begin_suppress_tokens'),
    latestFirstTimestamp: generationFields.count('max_initial_timestamp_index', 50),
    ...(alignmentHeads !== undefined && { alignmentHeads }),
    medianFilterWidth: config.count('median_filter_width', 7),
  };
}

async function readLogMelShape(folder: string, bands: number): Promise<LogMelShape> {
  const file = 'preprocessor_config.json';
  const fields = new ModelFields((await readModelJson(folder, file)) ?? {}, join(folder, file));
  const filters = fields.rows('mel_filters')?.map((row) => sparse(row));
  const sampleRateHz = fields.count('sampling_rate', 16_000);
  return {
    bands: fields.count('feature_size', bands),
    frameSamples: fields.count('n_fft', 400),
    hopSamples: fields.count('hop_length', 160),
    windowSamples: fields.count('n_samples', fields.count('chunk_length', 30) * sampleRateHz),
    sampleRateHz,
    ...(filters !== undefined && { filters }),
  };
}
