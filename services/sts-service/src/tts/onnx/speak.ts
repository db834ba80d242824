import { Mutex, throwIfAborted } from '@dubbing/common';
import { stsError } from '../../errors.js';
import type { Graph } from '../../onnx/graph.js';
import { floatsOf, type Tensor, type Tensors } from '../../onnx/tensors.js';
import { fittingTag } from './language.js';
import { NaturalLength } from './natural-length.js';
import type { NeuralSpeech, NeuralSynthesizer, PaceRange, SynthesisOptions } from './synthesizer.js';
import type { Piece } from './text/pieces.js';
import { joinPieces, soundOf, soundingLength, type SpokenPiece } from './wave.js';

/** One text prepared for a model: its pieces, and what the graph wants for each. */
export interface PreparedText {
  readonly pieces: readonly Piece[];
  /** @param pace within `paceRange` */
  feeds(piece: Piece, pace: number): Tensors;
}

/** What one architecture brings; the rest is the same for all. */
export interface VoiceModel {
  readonly graph: Graph;
  /** The output that holds the sound. */
  readonly output: string;
  readonly languages: readonly string[];
  readonly voices: readonly string[];
  readonly sampleRateHz: number;
  readonly paceRange: PaceRange;
  /** @param language one of `languages` */
  prepare(text: string, language: string, options: SynthesisOptions): Promise<PreparedText>;
}

/** A synthesizer of a model: checks, order, pieces, one sound. */
export function synthesizerOf(model: VoiceModel): NeuralSynthesizer {
  const { graph, languages, voices, sampleRateHz, paceRange } = model;
  const turns = new Mutex();
  /** One for each voice in each language: they differ in how fast they speak. */
  const lengths = new Map<string, NaturalLength>();
  const fetches = graph.fetches([model.output]);

  const lengthOf = (key: string) => {
    const known = lengths.get(key) ?? new NaturalLength();
    lengths.set(key, known);
    return known;
  };

  const synthesize = async (text: string, options: SynthesisOptions): Promise<NeuralSpeech> => {
    const { voice, signal } = options;
    const language = fittingTag(languages, options.language);
    if (language === undefined) {
      throw stsError('LANGUAGE_UNSUPPORTED', `the voice ${graph.file} does not speak ${options.language}`, {
        source: graph.file,
      });
    }
    if (voice !== undefined && !voices.includes(voice)) {
      throw stsError(
        'VOICE_UNKNOWN',
        `there is no voice ${voice}; there are ${voices.join(', ') || 'none to choose'}`,
        {
          field: 'voice',
          source: graph.file,
        },
      );
    }
    const prepared = await model.prepare(text, language, options);
    const natural = lengthOf(`${language} ${voice ?? ''}`);
    const symbols = prepared.pieces.reduce((sum, piece) => sum + piece.symbols.length, 0);
    const wanted = options.pace ?? natural.paceFor(symbols, options.slot);
    const pace = Math.min(paceRange.fastest, Math.max(paceRange.slowest, wanted));
    const spoken: SpokenPiece[] = [];
    for (const piece of prepared.pieces) {
      throwIfAborted(signal);
      const outputs = await graph.run(prepared.feeds(piece, pace), fetches);
      spoken.push({ samples: soundOf(samplesOf(outputs[model.output]), graph.file), end: piece.end });
    }
    throwIfAborted(signal);
    const samples = joinPieces(spoken, sampleRateHz, pace);
    natural.learn(symbols, (soundingLength(samples) / sampleRateHz) * 1000 * pace);
    return { samples, sampleRateHz, pace };
  };

  return {
    languages,
    voices,
    sampleRateHz,
    paceRange,
    provider: graph.provider,
    ...(graph.fallbackReason !== undefined && { fallbackReason: graph.fallbackReason }),
    synthesize: (text, options) => turns.run(() => synthesize(text, options), options.signal),
    close: () => turns.run(() => graph.close()),
  };
}

function samplesOf(tensor: Tensor | undefined): Float32Array {
  return tensor === undefined ? new Float32Array(0) : floatsOf(tensor);
}
