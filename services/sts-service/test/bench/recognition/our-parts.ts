import { join } from 'node:path';
import { whisperPrompt } from '../../../src/asr/onnx/whisper/prompt.js';
import { transcribe } from '../../../src/asr/onnx/whisper/transcribe.js';
import { WhisperModel } from '../../../src/asr/onnx/whisper/whisper-model.js';
import type { Parts, PartsOptions } from './parts.js';

/** One thread, greedy, without times. */
export async function openOurs({ models, name, mostTokens }: PartsOptions): Promise<Parts> {
  const model = await WhisperModel.open({ folder: join(models, name), provider: 'cpu', threads: 1 });
  const { spec, tokenizer } = model;
  const multilingual = spec.tokens.languages.size > 0;
  const prompt = whisperPrompt({ spec, tokenizer, timestamps: false, ...(multilingual && { language: 'en' }) });
  let hiddenStates: Awaited<ReturnType<WhisperModel['encode']>> | undefined;
  return {
    features: (samples) => {
      model.computeFeatures(samples);
      return Promise.resolve();
    },
    encode: async () => {
      hiddenStates = await model.encodeFeatures();
    },
    decode: async () => {
      if (hiddenStates === undefined) throw new Error('nothing was encoded');
      const decoder = model.listenTo(hiddenStates);
      const answer = await transcribe(decoder, {
        spec,
        prompt,
        timestamps: false,
        mostTokens,
        beams: 1,
        temperature: 0,
        random: Math.random,
        signal: new AbortController().signal,
      });
      decoder.dispose();
      return answer.tokens.length + (answer.ended ? 1 : 0);
    },
  };
}
