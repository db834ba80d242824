import { Mutex, throwIfAborted } from '@dubbing/common';
import { stsError } from '../../errors.js';
import type { TextListener } from '../growing-text.js';
import { Cepstra } from './cepstra.js';
import { loadPocketSphinxLibrary, type Pointer, type PocketSphinxLibrary } from './pocketsphinx-library.js';
import { decoderArguments } from './pocketsphinx-model.js';

/** Frames of 10 ms that are searched in one go: after each the caller may have given up. */
const framesPerStep = 10;

export interface Hypothesis {
  readonly text: string;
  /** From 0 to 1: the mean posterior probability of a word. */
  readonly confidence?: number;
}

/** One PocketSphinx decoder, loaded once, that decodes one piece of speech after another. */
export class PocketSphinx {
  readonly #library: PocketSphinxLibrary;
  readonly #decoder: Pointer;
  readonly #turn = new Mutex();
  #closed = false;

  private constructor(library: PocketSphinxLibrary, decoder: Pointer) {
    this.#library = library;
    this.#decoder = decoder;
  }

  /**
   * Blocks for about half a second.
   * @throws DubbingError SYSTEM_PACKAGE_MISSING or MODEL_UNAVAILABLE.
   */
  static load(modelDir: string): PocketSphinx {
    const library = loadPocketSphinxLibrary();
    const argv = decoderArguments(modelDir);
    // Not strict: models carry parameters of the trainer that the decoder does not know.
    const config = library.parseArguments(null, library.arguments(), argv.length, argv, 0);
    const decoder = config === null ? null : library.createDecoder(config);
    if (decoder === null) {
      throw stsError('MODEL_UNAVAILABLE', `the speech model in ${modelDir} cannot be loaded`, {
        source: 'pocketsphinx',
      });
    }
    return new PocketSphinx(library, decoder);
  }

  /**
   * The search itself runs off this thread.
   * @param pcm mono, 16 kHz, s16le.
   * @param onPartial hears what the first pass has found so far, without the last word. The last pass may find other words.
   */
  decode(pcm: Buffer, signal: AbortSignal, onPartial?: TextListener): Promise<Hypothesis> {
    return this.#turn.run(() => this.#decode(pcm, signal, onPartial), signal);
  }

  /** Idempotent. Waits for a decode in progress before it gives the memory back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.#turn.run(() => this.#library.freeDecoder(this.#decoder));
  }

  async #decode(pcm: Buffer, signal: AbortSignal, onPartial?: TextListener): Promise<Hypothesis> {
    const library = this.#library;
    const features = new Cepstra(library, this.#decoder, pcm);
    try {
      if (features.frameCount === 0) return { text: '' };
      this.#check(library.startUtterance(this.#decoder));
      try {
        for (let frame = 0; frame < features.frameCount; frame += framesPerStep) {
          throwIfAborted(signal);
          const count = Math.min(framesPerStep, features.frameCount - frame);
          this.#check(await library.searchFeatures(this.#decoder, features.rowsFrom(frame), count, 0, 0));
          onPartial?.(() => withoutLastWord(this.#words()));
        }
      } finally {
        this.#check(await library.endUtterance(this.#decoder));
      }
      return this.#hypothesis();
    } finally {
      features.free();
    }
  }

  #hypothesis(): Hypothesis {
    const library = this.#library;
    const text = this.#words();
    if (text === '') return { text };
    const logProbability = library.logProbability(this.#decoder);
    const naturalLog = library.toNaturalLog(library.logMath(this.#decoder), logProbability);
    return { text, confidence: Math.min(1, Math.exp(naturalLog / text.split(' ').length)) };
  }

  #words(): string {
    return this.#library.hypothesis(this.#decoder, [0]) ?? '';
  }

  #check(result: number): void {
    if (result < 0)
      throw stsError('ENGINE_FAILED', 'PocketSphinx could not decode the sound', { source: 'pocketsphinx' });
  }
}

/** The sound may be in the middle of it: what it is taken for changes with every step. */
function withoutLastWord(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf(' ')));
}
