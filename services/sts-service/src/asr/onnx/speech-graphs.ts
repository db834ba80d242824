import { stsError } from '../../errors.js';
import { closeDecoder, openDecoder, type DecoderGraphs } from '../../onnx/decoder-graphs.js';
import { Graph } from '../../onnx/graph.js';
import { MergedDecoder } from '../../onnx/merged-decoder.js';
import { findGraphFile } from '../../onnx/model-files.js';
import type { OnnxProvider } from '../../onnx/provider.js';
import type { Tensor, Tensors } from '../../onnx/tensors.js';
import type { OpenRecognizerOptions } from './recognizer.js';

const encoded = { last_hidden_state: null };

/** The encoder and the decoder of a speech model as the hub exports them. */
export class SpeechGraphs {
  readonly provider: OnnxProvider;
  readonly fallbackReason?: string;
  /** The decoder's graph of the first step, which has all inputs and outputs. */
  readonly decoder: Graph;
  readonly #encoder: Graph;
  readonly #decoders: DecoderGraphs;

  private constructor(encoder: Graph, decoders: DecoderGraphs) {
    const fallbackReason = encoder.fallbackReason ?? decoders.graph.fallbackReason;
    this.provider = encoder.provider;
    if (fallbackReason !== undefined) this.fallbackReason = fallbackReason;
    this.#encoder = encoder;
    this.decoder = decoders.graph;
    this.#decoders = decoders;
  }

  /**
   * @param input of the encoder: the sound in the form that the model takes.
   * @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE, with the file as its source.
   */
  static async open({ folder, provider, threads }: OpenRecognizerOptions, input: string): Promise<SpeechGraphs> {
    const file = await findGraphFile(folder, 'encoder_model');
    const encoder = await Graph.open({ file, provider, threads, inputs: [input], outputs: ['last_hidden_state'] });
    try {
      requireSingle(encoder, input);
      const decoder = await openDecoder({
        file: await findGraphFile(folder, 'decoder_model_merged'),
        provider,
        threads,
        inputs: ['input_ids', 'encoder_hidden_states'],
        outputs: ['logits'],
      });
      return new SpeechGraphs(encoder, decoder);
    } catch (error) {
      await encoder.close();
      throw error;
    }
  }

  /** Whether the encoder wants this input too. */
  encoderTakes(input: string): boolean {
    return this.#encoder.inputs.has(input);
  }

  async encode(feeds: Readonly<Tensors>): Promise<Tensor> {
    const { last_hidden_state: hiddenStates } = await this.#encoder.run(feeds, encoded);
    if (hiddenStates !== undefined) return hiddenStates;
    const { file } = this.#encoder;
    throw stsError('ENGINE_FAILED', `the model ${file} gave no last_hidden_state`, { source: file });
  }

  /** Whether several sounds can go through the encoder, and several rows through the decoder, in one pass. */
  get sharesPasses(): boolean {
    const batches = [...this.#encoder.inputs.values(), ...this.decoder.inputs.values()]
      .filter(({ name }) => name !== 'use_cache_branch')
      .map(({ shape }) => shape[0]);
    return batches.every((size) => typeof size !== 'number');
  }

  /** A decoder that listens to encoded sounds, a row each. Whoever asks disposes of it. */
  listenTo(hiddenStates: Tensor, alsoFetched: readonly string[] = []): MergedDecoder {
    return new MergedDecoder({ ...this.#decoders, source: { hiddenStates }, alsoFetched });
  }

  async close(): Promise<void> {
    await Promise.all([this.#encoder.close(), closeDecoder(this.#decoders)]);
  }
}

/** Exports in half precision keep single precision at their doors; one that does not is told apart here. */
function requireSingle({ file, inputs }: Graph, input: string): void {
  const type = inputs.get(input)?.type;
  if (type === 'float32') return;
  throw stsError('MODEL_INCOMPATIBLE', `the model ${file} takes ${input} as ${type} instead of float32`, {
    source: file,
  });
}
