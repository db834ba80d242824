import { basename, dirname } from 'node:path';
import { LanguageCodes } from '../../../src/translation/onnx/language-codes.js';
import type { TranslationEngine, TranslationTask } from './task.js';

/** The hub's own runtime. Loaded here, so that its size counts in its own process only. */
export async function openHub({ folder, from, to, threads }: TranslationTask): Promise<TranslationEngine> {
  const { LogLevel, env, pipeline } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = `${dirname(folder)}/`;
  env.logLevel = LogLevel.NONE;
  const session = { intraOpNumThreads: threads, interOpNumThreads: 1 };
  const hub = await pipeline('translation', basename(folder), { dtype: 'fp32', session_options: session });
  const { tokenizer, model } = hub;
  const codes = (tokenizer as unknown as { language_codes?: string[] }).language_codes;
  const known = new LanguageCodes(codes ?? []);
  const languages = codes === undefined ? {} : { src_lang: known.find(from), tgt_lang: known.find(to) };
  const greedy = { num_beams: 1, ...languages } as Parameters<typeof hub>[1];
  return {
    translate: (sentences) => hub([...sentences], greedy),
    decode: (text, tokens) => {
      const counted = { num_beams: 1, max_new_tokens: tokens, min_new_tokens: tokens };
      return model.generate({ ...(tokenizer(text) as Parameters<typeof model.generate>[0]), ...counted });
    },
  };
}
