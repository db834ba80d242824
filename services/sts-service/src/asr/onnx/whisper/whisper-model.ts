import { Graph } from '../../../onnx/graph.js';
import { MergedDecoder } from '../../../onnx/merged-decoder.js';
import { findGraphFile } from '../../../onnx/model-files.js';
import { floatTensor, type Tensor } from '../../../onnx/tensors.js';
import { openTokenizer, type TextTokenizer } from '../../../text/tokenizer.js';
import { LogMel } from '../log-mel/log-mel.js';
import type { OpenRecognizerOptions } from '../recognizer.js';
import { readWhisperSpec, type WhisperSpec } from './whisper-spec.js';

/** The two graphs of a Whisper export with what belongs to them. One caller at a time: the features' memory is used again. */
export class WhisperModel {
  readonly spec: WhisperSpec;
  readonly tokenizer: TextTokenizer;
  readonly encoder: Graph;
  readonly decoder: Graph;
  /** The decoder's outputs that tell where it looks; empty unless the export has all of them. */
  readonly attentionOutputs: readonly string[];
  readonly #logMel: LogMel;
  readonly #features: Float32Array;
  readonly #feeds: { readonly input_features: Tensor };

  private constructor(parts: {
    readonly spec: WhisperSpec;
    readonly tokenizer: TextTokenizer;
    readonly encoder: Graph;
    readonly decoder: Graph;
  }) {
    this.spec = parts.spec;
    this.tokenizer = parts.tokenizer;
    this.encoder = parts.encoder;
    this.decoder = parts.decoder;
    const attention = Array.from({ length: this.spec.layers }, (_, layer) => `cross_attentions.${layer}`);
    this.attentionOutputs = attention.every((name) => this.decoder.outputs.has(name)) ? attention : [];
    this.#logMel = new LogMel(this.spec.sound);
    this.#features = this.#logMel.createFeatures();
    this.#feeds = { input_features: floatTensor(this.#features, [1, this.#logMel.bands, this.#logMel.frames]) };
  }

  /** @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE, with the file as its source. */
  static async open({ folder, provider, threads }: OpenRecognizerOptions): Promise<WhisperModel> {
    const tokenizer = await openTokenizer(folder);
    const spec = await readWhisperSpec(folder, tokenizer);
    const open = async (stem: string, inputs: string[], outputs: string[]): Promise<Graph> =>
      Graph.open({ file: await findGraphFile(folder, stem), provider, threads, inputs, outputs });
    const encoder = await open('encoder_model', ['input_features'], ['last_hidden_state']);
    try {
      const decoder = await open('decoder_model_merged', ['input_ids', 'encoder_hidden_states'], ['logits']);
      return new WhisperModel({ spec, tokenizer, encoder, decoder });
    } catch (error) {
      await encoder.close();
      throw error;
    }
  }

  /** Seconds of sound that the model hears at once. */
  get windowS(): number {
    return this.spec.sound.windowSamples / this.spec.sound.sampleRateHz;
  }

  /** What the encoder makes of a sound; what is longer than the window is not heard. */
  async encode(samples: Float32Array): Promise<Tensor> {
    this.#logMel.compute(samples, this.#features);
    const { last_hidden_state: hiddenStates } = await this.encoder.run(this.#feeds, { last_hidden_state: null });
    if (hiddenStates === undefined) throw new TypeError('the encoder gave no last_hidden_state');
    return hiddenStates;
  }

  /** A decoder that listens to one encoded sound. Whoever asks disposes of it. */
  listenTo(hiddenStates: Tensor, alsoFetched: readonly string[] = []): MergedDecoder {
    return new MergedDecoder({ graph: this.decoder, source: { hiddenStates }, alsoFetched });
  }

  async close(): Promise<void> {
    await Promise.all([this.encoder.close(), this.decoder.close()]);
  }
}
