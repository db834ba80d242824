import type { MergedDecoder } from '../../../onnx/merged-decoder.js';
import { floatTensor, type Tensor } from '../../../onnx/tensors.js';
import { openTokenizer, type TextTokenizer } from '../../../text/tokenizer.js';
import { LogMel } from '../log-mel/log-mel.js';
import type { OpenRecognizerOptions } from '../recognizer.js';
import { SpeechGraphs } from '../speech-graphs.js';
import { readWhisperSpec, type WhisperSpec } from './whisper-spec.js';

/** A Whisper export with what belongs to it. One caller at a time: the features' memory is used again. */
export class WhisperModel {
  readonly spec: WhisperSpec;
  readonly tokenizer: TextTokenizer;
  readonly graphs: SpeechGraphs;
  /** The decoder's outputs that tell where it looks; empty unless the export has all of them. */
  readonly attentionOutputs: readonly string[];
  readonly #logMel: LogMel;
  readonly #features: Float32Array;
  readonly #feeds: { readonly input_features: Tensor };

  private constructor(spec: WhisperSpec, tokenizer: TextTokenizer, graphs: SpeechGraphs) {
    this.spec = spec;
    this.tokenizer = tokenizer;
    this.graphs = graphs;
    const attention = Array.from({ length: spec.layers }, (_, layer) => `cross_attentions.${layer}`);
    this.attentionOutputs = attention.every((name) => graphs.decoder.outputs.has(name)) ? attention : [];
    this.#logMel = new LogMel(spec.sound);
    this.#features = this.#logMel.createFeatures();
    this.#feeds = { input_features: floatTensor(this.#features, [1, this.#logMel.bands, this.#logMel.frames]) };
  }

  /** @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE, with the file as its source. */
  static async open(options: OpenRecognizerOptions): Promise<WhisperModel> {
    const tokenizer = await openTokenizer(options.folder);
    const spec = await readWhisperSpec(options.folder, tokenizer);
    return new WhisperModel(spec, tokenizer, await SpeechGraphs.open(options, 'input_features'));
  }

  /** What the encoder makes of a sound; what is longer than the window is not heard. */
  encode(samples: Float32Array): Promise<Tensor> {
    this.computeFeatures(samples);
    return this.encodeFeatures();
  }

  /** The first half of `encode`. */
  computeFeatures(samples: Float32Array): void {
    this.#logMel.compute(samples, this.#features);
  }

  /** The second half of `encode`. */
  encodeFeatures(): Promise<Tensor> {
    return this.graphs.encode(this.#feeds);
  }

  /** Several sounds in one pass: a row of the output for each. */
  encodeAll(sounds: readonly Float32Array[]): Promise<Tensor> {
    const { bands, frames } = this.#logMel;
    const size = bands * frames;
    const features = new Float32Array(sounds.length * size);
    for (const [row, samples] of sounds.entries()) {
      this.#logMel.compute(samples, features.subarray(row * size, (row + 1) * size));
    }
    return this.graphs.encode({ input_features: floatTensor(features, [sounds.length, bands, frames]) });
  }

  /** A decoder that listens to encoded sounds, a row each. Whoever asks disposes of it. */
  listenTo(hiddenStates: Tensor, alsoFetched: readonly string[] = []): MergedDecoder {
    return this.graphs.listenTo(hiddenStates, alsoFetched);
  }

  close(): Promise<void> {
    return this.graphs.close();
  }
}
