import { Graph } from '../../../onnx/graph.js';
import { MergedDecoder } from '../../../onnx/merged-decoder.js';
import { findGraphFile } from '../../../onnx/model-files.js';
import { floatTensor, onesTensor, type Tensor } from '../../../onnx/tensors.js';
import { openTokenizer, type TextTokenizer } from '../../../text/tokenizer.js';
import type { OpenRecognizerOptions } from '../recognizer.js';
import { readMoonshineSpec, type MoonshineSpec } from './moonshine-spec.js';

/** The two graphs of a Moonshine export with what belongs to them. */
export class MoonshineModel {
  readonly spec: MoonshineSpec;
  readonly tokenizer: TextTokenizer;
  readonly encoder: Graph;
  readonly decoder: Graph;

  private constructor(spec: MoonshineSpec, tokenizer: TextTokenizer, encoder: Graph, decoder: Graph) {
    this.spec = spec;
    this.tokenizer = tokenizer;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /** @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE, with the file as its source. */
  static async open({ folder, provider, threads }: OpenRecognizerOptions): Promise<MoonshineModel> {
    const spec = await readMoonshineSpec(folder);
    const tokenizer = await openTokenizer(folder);
    const open = async (stem: string, inputs: string[], outputs: string[]): Promise<Graph> =>
      Graph.open({ file: await findGraphFile(folder, stem), provider, threads, inputs, outputs });
    const encoder = await open('encoder_model', ['input_values'], ['last_hidden_state']);
    try {
      const decoder = await open('decoder_model_merged', ['input_ids', 'encoder_hidden_states'], ['logits']);
      return new MoonshineModel(spec, tokenizer, encoder, decoder);
    } catch (error) {
      await encoder.close();
      throw error;
    }
  }

  /** The model hears the samples themselves, and takes as long as they are. */
  async encode(samples: Float32Array): Promise<Tensor> {
    const dims = [1, samples.length];
    const { last_hidden_state: hiddenStates } = await this.encoder.run(
      {
        input_values: floatTensor(samples, dims),
        ...(this.encoder.inputs.has('attention_mask') && { attention_mask: onesTensor(dims) }),
      },
      { last_hidden_state: null },
    );
    if (hiddenStates === undefined) throw new TypeError('the encoder gave no last_hidden_state');
    return hiddenStates;
  }

  /** A decoder that listens to one encoded sound. Whoever asks disposes of it. */
  listenTo(hiddenStates: Tensor): MergedDecoder {
    return new MergedDecoder({ graph: this.decoder, source: { hiddenStates } });
  }

  async close(): Promise<void> {
    await Promise.all([this.encoder.close(), this.decoder.close()]);
  }
}
