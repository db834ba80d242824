import { basename, dirname } from 'node:path';
import { findGraphFile } from '../../../src/onnx/model-files.js';
import { LanguageCodes } from '../../../src/translation/onnx/language-codes.js';
import type { TranslationEngine, TranslationTask } from './task.js';

/** The hub's own runtime. Loaded here, so that its size counts in its own process only. */
export async function openHub({ folder, from, to, threads }: TranslationTask): Promise<TranslationEngine> {
  const { LogLevel, env, pipeline } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = `${dirname(folder)}/`;
  env.logLevel = LogLevel.NONE;
  const session = { intraOpNumThreads: threads, interOpNumThreads: 1 };
  const options = { dtype: precisionOf(await findGraphFile(folder, 'decoder_model_merged')), session_options: session };
  const hub = await pipeline('translation', basename(folder), options);
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

const marks = ['fp16', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;

/** What the hub's runtime calls the precision that a file's name tells, so that both run the same files. */
function precisionOf(file: string): (typeof marks)[number] | 'q8' | 'fp32' {
  if (file.endsWith('_quantized.onnx')) return 'q8';
  return marks.find((mark) => file.endsWith(`_${mark}.onnx`)) ?? 'fp32';
}
