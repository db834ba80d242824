import type { ModelEngine } from '../model.js';

const encoderDecoder = ['onnx/encoder_model.onnx', 'onnx/decoder_model_merged.onnx'];
const tokenizer = ['tokenizer.json', 'tokenizer_config.json'];

/**
 * The files without which an engine cannot start, by their paths in a hub repository that was exported with Optimum.
 * Piper's are named after the voice and are looked for by their ending.
 */
export const neededFiles: Readonly<Record<ModelEngine, readonly string[]>> = {
  whisper: ['config.json', ...tokenizer, ...encoderDecoder],
  moonshine: ['config.json', ...tokenizer, ...encoderDecoder],
  marian: ['config.json', ...tokenizer, ...encoderDecoder],
  m2m100: ['config.json', ...tokenizer, ...encoderDecoder],
  nllb: ['config.json', ...tokenizer, ...encoderDecoder],
  vits: ['config.json', ...tokenizer, 'onnx/model.onnx'],
  kokoro: ['config.json', ...tokenizer, 'onnx/model.onnx'],
  piper: [],
};
