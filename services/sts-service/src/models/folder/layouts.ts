import type { ModelEngine } from '../model.js';

/** What must be in a folder for an engine to start; more may lie there. */
export interface Layout {
  readonly files: readonly string[];
  /** Names of graphs without their ending; `graphPaths` tells where each may lie. */
  readonly graphs: readonly string[];
}

const files = ['config.json', 'tokenizer.json'];
const encoderDecoder: Layout = { files, graphs: ['encoder_model', 'decoder_model_merged'] };
const oneGraph: Layout = { files, graphs: ['model'] };

/**
 * By engine, as hub repositories are that were exported with Optimum. Piper's files are named after the voice and are
 * looked for by their ending.
 */
export const layouts: Readonly<Record<ModelEngine, Layout>> = {
  whisper: encoderDecoder,
  moonshine: encoderDecoder,
  marian: encoderDecoder,
  m2m100: encoderDecoder,
  nllb: encoderDecoder,
  vits: oneGraph,
  kokoro: oneGraph,
  piper: { files: [], graphs: [] },
};
