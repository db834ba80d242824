import { beamSearch } from '../../decoding/beam-search.js';
import { constrainedBeamSearch } from '../../decoding/constrained-beam-search.js';
import { readGenerationSettings, type GenerationSettings } from '../../decoding/generation-settings.js';
import { greedySearch } from '../../decoding/greedy-search.js';
import { isStuck } from '../../decoding/repetition.js';
import type { Hypothesis } from '../../decoding/search.js';
import { usualProcessors } from '../../decoding/usual-processors.js';
import { closeDecoder, openDecoder, type DecoderGraphs } from '../../onnx/decoder-graphs.js';
import { Graph } from '../../onnx/graph.js';
import { MergedDecoder } from '../../onnx/merged-decoder.js';
import { findGraphFile, readModelJson } from '../../onnx/model-files.js';
import { longTensor, onesTensor, type Tensor } from '../../onnx/tensors.js';
import type { OpenTranslatorOptions } from './translator.js';

export interface GenerateOptions {
  /** Tokens that the decoder begins with, behind its start token. */
  readonly forced: readonly number[];
  /** Runs of tokens that every answer must have. */
  readonly constraints: readonly (readonly number[])[];
  /** Tokens that must not follow right behind a constraint, since they would go on with its last word. */
  readonly continuesWord: (token: number) => boolean;
  /** Instead of the model's own. */
  readonly lengthPenalty?: number;
  readonly beams?: number;
  readonly signal: AbortSignal;
}

/** Speech has repetitions; only what no speaker would say counts as a decoder that is stuck. */
const stuckLimits = { longestRun: 12, times: 8 };

/** Tokens that a translation may have beside three per token of the text. */
const roomForShortTexts = 40;

/** An encoder, a decoder with a cache, and how the model wants them used. */
export class Seq2SeqModel {
  readonly settings: GenerationSettings;
  /** The most tokens of a text, special ones included. */
  readonly maxSourceTokens: number;
  readonly #encoder: Graph;
  readonly #decoder: DecoderGraphs;
  readonly #beams: number;

  private constructor(
    encoder: Graph,
    decoder: DecoderGraphs,
    settings: GenerationSettings,
    beams: number,
    maxSourceTokens: number,
  ) {
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.settings = settings;
    this.#beams = beams;
    this.maxSourceTokens = maxSourceTokens;
  }

  /** @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE */
  static async open(
    { folder, provider, threads, beams }: OpenTranslatorOptions,
    config: Readonly<Record<string, unknown>>,
  ): Promise<Seq2SeqModel> {
    const settings = readGenerationSettings(config, await readModelJson(folder, 'generation_config.json'));
    const encoder = await Graph.open({
      file: await findGraphFile(folder, 'encoder_model'),
      provider,
      threads,
      inputs: ['input_ids', 'attention_mask'],
      outputs: ['last_hidden_state'],
    });
    try {
      const decoder = await openDecoder({
        file: await findGraphFile(folder, 'decoder_model_merged'),
        provider,
        threads,
        inputs: ['input_ids', 'encoder_hidden_states'],
        outputs: ['logits'],
      });
      const positions = config['max_position_embeddings'];
      return new Seq2SeqModel(
        encoder,
        decoder,
        settings,
        beams ?? settings.beams,
        typeof positions === 'number' ? positions : 512,
      );
    } catch (error) {
      await encoder.close();
      throw error;
    }
  }

  get graph(): Graph {
    return this.#decoder.graph;
  }

  /**
   * Possible answers for one text, best first; more than one where more than one beam is followed.
   * @param tokens of the text, with all special ones.
   */
  async generate(tokens: readonly number[], options: GenerateOptions): Promise<readonly Hypothesis[]> {
    const { settings } = this;
    options.signal.throwIfAborted();
    const hiddenStates = await this.#encode(tokens);
    const decoder = new MergedDecoder({ ...this.#decoder, source: { hiddenStates } });
    try {
      const prompt = [settings.decoderStartToken, ...options.forced];
      const forcedLater = options.constraints.reduce((sum, constraint) => sum + constraint.length, 0);
      const limit = Math.min(settings.maxLength, this.maxSourceTokens);
      const maxLength = Math.max(
        Math.min(limit, tokens.length * 3 + roomForShortTexts),
        prompt.length + forcedLater + 2,
      );
      const beams = options.beams ?? this.#beams;
      const search = {
        prompt,
        endTokens: settings.endTokens,
        maxLength,
        processors: usualProcessors(settings, maxLength, prompt.length),
        signal: options.signal,
        stopWhen: (sequence: Parameters<typeof isStuck>[0]) => isStuck(sequence, stuckLimits),
      };
      const lengthPenalty = options.lengthPenalty ?? settings.lengthPenalty;
      const { earlyStopping, renormalize } = settings;
      if (options.constraints.length > 0) {
        const { constraints, continuesWord } = options;
        return await constrainedBeamSearch(decoder, { ...search, beams, lengthPenalty, constraints, continuesWord });
      }
      if (beams === 1) return [await greedySearch(decoder, search)];
      return await beamSearch(decoder, { ...search, beams, lengthPenalty, earlyStopping, renormalize });
    } finally {
      decoder.dispose();
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#encoder.close(), closeDecoder(this.#decoder)]);
  }

  async #encode(tokens: readonly number[]): Promise<Tensor> {
    const dims = [1, tokens.length];
    const feeds = { input_ids: longTensor(tokens, dims), attention_mask: onesTensor(dims) };
    const outputs = await this.#encoder.run(feeds, { last_hidden_state: null });
    // `open` has made sure that the graph has it.
    return outputs['last_hidden_state'] as Tensor;
  }
}
