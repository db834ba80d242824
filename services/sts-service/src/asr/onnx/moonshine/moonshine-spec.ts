import { basename, join } from 'node:path';
import { moonshineLanguage } from '../../../models/folder/moonshine-language.js';
import { readModelJson, requireModelJson } from '../../../onnx/model-files.js';
import { ModelFields } from '../model-fields.js';

/** What the configuration files of a Moonshine model say about it. */
export interface MoonshineSpec {
  readonly startToken: number;
  readonly endTokens: readonly number[];
  /** Tokens that the decoder can see. */
  readonly contextTokens: number;
  /** BCP 47. Each model hears one language. */
  readonly language: string;
}

/**
 * @param language BCP 47, where it is known; else the one in the folder's name, and English without one
 * @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE
 */
export async function readMoonshineSpec(folder: string, language?: string): Promise<MoonshineSpec> {
  const config = new ModelFields(await requireModelJson(folder, 'config.json'), join(folder, 'config.json'));
  config.requireOneOf('model_type', ['moonshine']);
  const file = 'generation_config.json';
  const generation = new ModelFields((await readModelJson(folder, file)) ?? {}, join(folder, file));
  const [startToken] = [...generation.tokens('decoder_start_token_id'), ...config.tokens('decoder_start_token_id'), 1];
  const endTokens = [generation.tokens('eos_token_id'), config.tokens('eos_token_id'), [2]].find(
    (tokens) => tokens.length > 0,
  );
  return {
    startToken: startToken ?? 1,
    endTokens: endTokens ?? [],
    contextTokens: config.count('max_position_embeddings', 194),
    language: language?.toLowerCase().split('-')[0] ?? moonshineLanguage(basename(folder)) ?? 'en',
  };
}
