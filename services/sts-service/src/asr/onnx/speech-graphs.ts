import { stsError } from '../../errors.js';
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
  readonly decoder: Graph;
  readonly #encoder: Graph;

  private constructor(encoder: Graph, decoder: Graph) {
    const fallbackReason = encoder.fallbackReason ?? decoder.fallbackReason;
    this.provider = encoder.provider;
    if (fallbackReason !== undefined) this.fallbackReason = fallbackReason;
    this.#encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * @param input of the encoder: the sound in the form that the model takes.
   * @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE, with the file as its source.
   */
  static async open({ folder, provider, threads }: OpenRecognizerOptions, input: string): Promise<SpeechGraphs> {
    const open = async (stem: string, inputs: string[], outputs: string[]): Promise<Graph> =>
      Graph.open({ file: await findGraphFile(folder, stem), provider, threads, inputs, outputs });
    const encoder = await open('encoder_model', [input], ['last_hidden_state']);
    try {
      requireSingle(encoder, input);
      const decoder = await open('decoder_model_merged', ['input_ids', 'encoder_hidden_states'], ['logits']);
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

  /** A decoder that listens to one encoded sound. Whoever asks disposes of it. */
  listenTo(hiddenStates: Tensor, alsoFetched: readonly string[] = []): MergedDecoder {
    return new MergedDecoder({ graph: this.decoder, source: { hiddenStates }, alsoFetched });
  }

  async close(): Promise<void> {
    await Promise.all([this.#encoder.close(), this.decoder.close()]);
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
