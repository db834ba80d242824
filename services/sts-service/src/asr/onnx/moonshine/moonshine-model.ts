import type { MergedDecoder } from '../../../onnx/merged-decoder.js';
import { floatTensor, onesTensor, type Tensor } from '../../../onnx/tensors.js';
import { openTokenizer, type TextTokenizer } from '../../../text/tokenizer.js';
import type { OpenRecognizerOptions } from '../recognizer.js';
import { SpeechGraphs } from '../speech-graphs.js';
import { readMoonshineSpec, type MoonshineSpec } from './moonshine-spec.js';

/** A Moonshine export with what belongs to it. */
export class MoonshineModel {
  readonly spec: MoonshineSpec;
  readonly tokenizer: TextTokenizer;
  readonly graphs: SpeechGraphs;

  private constructor(spec: MoonshineSpec, tokenizer: TextTokenizer, graphs: SpeechGraphs) {
    this.spec = spec;
    this.tokenizer = tokenizer;
    this.graphs = graphs;
  }

  /**
   * @param language BCP 47, where it is known; else the folder's name tells
   * @throws DubbingError MODEL_UNAVAILABLE or MODEL_INCOMPATIBLE, with the file as its source.
   */
  static async open(options: OpenRecognizerOptions, language?: string): Promise<MoonshineModel> {
    const spec = await readMoonshineSpec(options.folder, language);
    const tokenizer = await openTokenizer(options.folder);
    return new MoonshineModel(spec, tokenizer, await SpeechGraphs.open(options, 'input_values'));
  }

  /** The model hears the samples themselves, and takes as long as they are. */
  encode(samples: Float32Array): Promise<Tensor> {
    const dims = [1, samples.length];
    return this.graphs.encode({
      input_values: floatTensor(samples, dims),
      ...(this.graphs.encoderTakes('attention_mask') && { attention_mask: onesTensor(dims) }),
    });
  }

  /** A decoder that listens to one encoded sound. Whoever asks disposes of it. */
  listenTo(hiddenStates: Tensor): MergedDecoder {
    return this.graphs.listenTo(hiddenStates);
  }

  close(): Promise<void> {
    return this.graphs.close();
  }
}
