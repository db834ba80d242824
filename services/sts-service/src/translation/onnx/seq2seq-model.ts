import { Deferred } from '@dubbing/common';
import { BeamSearch } from '../../decoding/beam-search.js';
import { ConstrainedBeamSearch } from '../../decoding/constrained-beam-search.js';
import { readGenerationSettings, type GenerationSettings } from '../../decoding/generation-settings.js';
import { GreedySearch } from '../../decoding/greedy-search.js';
import { isStuck } from '../../decoding/repetition.js';
import { runSearches, type SteppedSearch } from '../../decoding/run-searches.js';
import type { Hypothesis } from '../../decoding/search.js';
import type { TokenSequence } from '../../decoding/token-sequence.js';
import { usualProcessors } from '../../decoding/usual-processors.js';
import { closeDecoder, openDecoder, type DecoderGraphs } from '../../onnx/decoder-graphs.js';
import { Graph } from '../../onnx/graph.js';
import { MergedDecoder, type DecoderSource } from '../../onnx/merged-decoder.js';
import { findGraphFile, readModelJson } from '../../onnx/model-files.js';
import { longTensor, type Tensor } from '../../onnx/tensors.js';
import type { OpenTranslatorOptions } from './translator.js';

/** A text for the model. */
export interface SourceText {
  /** With all special ones. */
  readonly tokens: readonly number[];
  /** Runs of tokens that every answer must have. */
  readonly constraints: readonly (readonly number[])[];
  /** Tokens that the decoder begins with, behind its start token: as many for each text. */
  readonly forced: readonly number[];
  readonly signal: AbortSignal;
}

export interface GenerateOptions {
  /** Whether a token, right behind a constraint, would make its last word another one. */
  readonly continuesWord: (token: number) => boolean;
  /** Instead of the model's own. */
  readonly lengthPenalty?: number;
  readonly beams?: number;
}

/** What is followed at a time in all, so that memory has a bound however many sentences a text has. */
const mostRows = 16;

/** Speech has repetitions; only what no speaker would say counts as a decoder that is stuck. */
const stuckLimits = { longestRun: 12, times: 8 };

/** Tokens that a translation may have beside three per token of the text. */
const roomForShortTexts = 40;

interface Asked {
  readonly text: SourceText;
  readonly answer: Deferred<readonly Hypothesis[]>;
}

interface Searching {
  readonly search: SteppedSearch;
  readonly answers: () => readonly Hypothesis[];
}

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
   * Possible answers for each text, best first; more than one where more than one beam is followed.
   * Texts share the passes through the model, as many at a time as there is room for; each is answered
   * when it is done itself.
   * @throws DubbingError ENGINE_FAILED, or the signal's reason: of each text by itself.
   */
  generate(texts: readonly SourceText[], options: GenerateOptions): readonly Promise<readonly Hypothesis[]>[] {
    const asked = texts.map((text): Asked => ({ text, answer: new Deferred() }));
    void this.#generateAll(asked, options);
    return asked.map(({ answer }) => answer.promise);
  }

  async close(): Promise<void> {
    await Promise.all([this.#encoder.close(), closeDecoder(this.#decoder)]);
  }

  /** Settles every answer. */
  async #generateAll(asked: readonly Asked[], options: GenerateOptions): Promise<void> {
    const beams = options.beams ?? this.#beams;
    const together = Math.max(1, Math.floor(mostRows / beams));
    for (let from = 0; from < asked.length; from += together) {
      const part = asked.slice(from, from + together);
      const wanted = part.filter(({ text: { signal } }) => !signal.aborted);
      try {
        if (wanted.length > 0) await this.#generateTogether(wanted, beams, options);
      } catch (error) {
        for (const { answer } of wanted) answer.reject(error);
      }
      // What is not settled by now was given up.
      for (const { text, answer } of part) answer.reject(text.signal.reason);
    }
  }

  async #generateTogether(asked: readonly Asked[], beams: number, options: GenerateOptions): Promise<void> {
    const source = await this.#encode(asked.map(({ text }) => text.tokens));
    const decoder = new MergedDecoder({ ...this.#decoder, source });
    try {
      const searching = asked.map(({ text, answer }) => ({ answer, ...this.#searchFor(text, beams, options) }));
      const searches = searching.map(({ search }) => search);
      await runSearches(decoder, searches, (left) => {
        const one = searching.find(({ search }) => search === left);
        if (left.rows === 0) one?.answer.resolve(one.answers());
        else one?.answer.reject(left.signal.reason);
      });
    } finally {
      decoder.dispose();
    }
  }

  #searchFor({ tokens, constraints, forced, signal }: SourceText, beams: number, options: GenerateOptions): Searching {
    const { settings } = this;
    const { endTokens, earlyStopping, renormalize } = settings;
    const { continuesWord, lengthPenalty = settings.lengthPenalty } = options;
    const prompt = [settings.decoderStartToken, ...forced];
    const constrained = constraints.reduce((sum, constraint) => sum + constraint.length, 0);
    const most = Math.min(settings.maxLength, this.maxSourceTokens, tokens.length * 3 + roomForShortTexts);
    const maxLength = Math.max(most, prompt.length + constrained + 2);
    const processors = usualProcessors(settings, maxLength, prompt.length);
    const stopWhen = (sequence: TokenSequence) => isStuck(sequence, stuckLimits);
    const common = { prompt, endTokens, maxLength, processors, signal, stopWhen };
    if (constraints.length > 0) {
      const search = new ConstrainedBeamSearch({ ...common, beams, lengthPenalty, constraints, continuesWord });
      return { search, answers: () => search.answers };
    }
    if (beams === 1) {
      const search = new GreedySearch(common);
      return { search, answers: () => [search.answer] };
    }
    const search = new BeamSearch({ ...common, beams, lengthPenalty, earlyStopping, renormalize });
    return { search, answers: () => search.answers };
  }

  /** Shorter texts are filled up behind their end, which the attention mask hides. */
  async #encode(texts: readonly (readonly number[])[]): Promise<DecoderSource> {
    const width = Math.max(...texts.map(({ length }) => length));
    const dims = [texts.length, width];
    const filler = this.settings.padToken ?? 0;
    const places = texts.flatMap((tokens) => Array.from({ length: width }, (_, at) => tokens[at]));
    const tokens = longTensor(
      places.map((token) => token ?? filler),
      dims,
    );
    const attentionMask = longTensor(
      places.map((token) => (token === undefined ? 0 : 1)),
      dims,
    );
    const feeds = { input_ids: tokens, attention_mask: attentionMask };
    const outputs = await this.#encoder.run(feeds, { last_hidden_state: null });
    // `open` has made sure that the graph has it.
    return { hiddenStates: outputs['last_hidden_state'] as Tensor, attentionMask };
  }
}
