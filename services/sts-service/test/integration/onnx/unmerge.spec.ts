import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { greedySearch } from '../../../src/decoding/greedy-search.js';
import { closeDecoder, openDecoder } from '../../../src/onnx/decoder-graphs.js';
import { Graph } from '../../../src/onnx/graph.js';
import { MergedDecoder } from '../../../src/onnx/merged-decoder.js';
import { unmerge } from '../../../src/onnx/unmerge.js';
import { floatTensor } from '../../../src/onnx/tensors.js';
import { testModels } from '../../support/test-models.js';

const models = ['marian-random', 'nllb-random', 'whisper-tiny-random'];
const fileOf = (model: string) => `${testModels}${model}/onnx/decoder_model_merged.onnx`;

describe('a merged decoder that is taken apart', () => {
  for (const model of models) {
    it(`says the same as the whole: ${model}`, async () => {
      const file = fileOf(model);
      const options = { file, provider: 'cpu', threads: 1, inputs: ['input_ids'], outputs: ['logits'] } as const;
      const whole = await Graph.open(options);
      const parts = await openDecoder(options);
      try {
        expect(parts.laterGraph).to.not.equal(parts.graph);
        expect([...parts.laterGraph.inputs.keys()]).to.not.include('use_cache_branch');
        const width = Number(whole.inputs.get('encoder_hidden_states')?.shape.at(-1));
        const states = Float32Array.from({ length: 12 * width }, (_, i) => Math.sin(i));
        const source = { hiddenStates: floatTensor(states, [1, 12, width]) };
        const { signal } = new AbortController();
        const search = { prompt: [5, 6], endTokens: [], maxLength: 30, processors: [], signal };
        const ofWhole = await greedySearch(new MergedDecoder({ graph: whole, source }), search);
        const ofParts = await greedySearch(new MergedDecoder({ ...parts, source }), search);
        expect(ofParts.tokens).to.deep.equal(ofWhole.tokens);
        expect(ofParts.logProbability).to.be.closeTo(ofWhole.logProbability, 1e-3);
      } finally {
        await whole.close();
        await closeDecoder(parts);
      }
    });
  }

  it('leaves alone what is no merged decoder', () => {
    expect(unmerge(readFileSync(`${testModels}marian-random/onnx/encoder_model.onnx`))).to.equal(undefined);
    expect(unmerge(Buffer.from('<html>'))).to.equal(undefined);
    expect(unmerge(Buffer.alloc(0))).to.equal(undefined);
    const cut = readFileSync(fileOf('marian-random')).subarray(0, 200_000);
    expect(unmerge(cut)).to.equal(undefined);
  });
});
