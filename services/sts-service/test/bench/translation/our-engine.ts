import { readGenerationSettings } from '../../../src/decoding/generation-settings.js';
import { greedySearch } from '../../../src/decoding/greedy-search.js';
import { suppress } from '../../../src/decoding/logit-processors.js';
import { openDecoder } from '../../../src/onnx/decoder-graphs.js';
import { Graph } from '../../../src/onnx/graph.js';
import { MergedDecoder } from '../../../src/onnx/merged-decoder.js';
import { findGraphFile, readModelJson } from '../../../src/onnx/model-files.js';
import { longTensor, onesTensor } from '../../../src/onnx/tensors.js';
import { openTokenizer } from '../../../src/text/tokenizer.js';
import { openTranslator } from '../../../src/translation/onnx/open-translator.js';
import type { TranslationEngine, TranslationTask } from './task.js';

/** The engine as the service runs it; its graphs a second time for the decoder alone. */
export async function openOurs(task: TranslationTask): Promise<TranslationEngine> {
  const { folder, from, to, threads, sentences } = task;
  const common = { folder, provider: 'cpu', threads } as const;
  const translator = await openTranslator({ ...common, beams: 1 });
  const { signal } = new AbortController();
  const languages = { from, to, signal };
  return {
    translate: (texts) => translator.translate(texts.join(' '), languages),
    decode: async (text, tokens) => {
      loop ??= await openLoop(task);
      return loop(text, tokens);
    },
    beams: async () => {
      wide ??= await openTranslator({ ...common, beams: 4 });
      await wide.translate(sentences[0] ?? '', languages);
    },
  };
}

/** Opened when they are needed, so that loading and memory are those of the engine alone. */
let wide: Awaited<ReturnType<typeof openTranslator>> | undefined;
let loop: TranslationEngine['decode'] | undefined;

async function openLoop({ folder, threads }: TranslationTask): Promise<TranslationEngine['decode']> {
  const tokenizer = await openTokenizer(folder);
  const settings = readGenerationSettings(
    await readModelJson(folder, 'config.json'),
    await readModelJson(folder, 'generation_config.json'),
  );
  const common = { provider: 'cpu', threads, inputs: ['input_ids'] } as const;
  const encoderFile = await findGraphFile(folder, 'encoder_model');
  const encoder = await Graph.open({ ...common, file: encoderFile, outputs: ['last_hidden_state'] });
  const decoderFile = await findGraphFile(folder, 'decoder_model_merged');
  const graphs = await openDecoder({ ...common, file: decoderFile, outputs: ['logits'] });
  const processors = [
    suppress([...settings.endTokens, ...(settings.padToken === undefined ? [] : [settings.padToken])]),
  ];
  const { signal } = new AbortController();
  return async (text, tokens) => {
    const ids = tokenizer.encode(text);
    const dims = [1, ids.length];
    const feeds = { input_ids: longTensor(ids, dims), attention_mask: onesTensor(dims) };
    const { last_hidden_state: hiddenStates } = await encoder.run(feeds, { last_hidden_state: null });
    if (hiddenStates === undefined) throw new Error('the encoder gave nothing');
    const decoder = new MergedDecoder({ ...graphs, source: { hiddenStates } });
    const prompt = [settings.decoderStartToken];
    return greedySearch(decoder, { prompt, endTokens: [], maxLength: tokens + 1, processors, signal });
  };
}
