import koffi from 'koffi';
import { stsError } from '../../errors.js';
import type { Pointer, PocketSphinxLibrary } from './pocketsphinx-library.js';

const bytesPerFloat = 4;
const bytesPerPointer = 8;

/** The features of one piece of sound, in the library's memory. */
export class Cepstra {
  readonly frameCount: number;
  readonly #library: PocketSphinxLibrary;
  readonly #rows: Pointer | null;

  /**
   * Computes the features and removes their mean over the whole piece, as the model was trained:
   * microphones and rooms differ by about that mean.
   */
  constructor(library: PocketSphinxLibrary, decoder: Pointer, pcm: Buffer) {
    const frontEnd = library.frontEnd(decoder);
    const size = library.featureSize(frontEnd);
    const rows: [Pointer | null] = [null];
    const count: [number] = [0];
    library.startFeatures(frontEnd);
    const failed = library.computeFeatures(frontEnd, pcm, Math.floor(pcm.length / 2), rows, count) < 0;
    // What is left over is less than a frame, and is dropped.
    library.endFeatures(frontEnd, Buffer.alloc(size * bytesPerFloat), [0]);
    if (failed)
      throw stsError('ENGINE_FAILED', 'the features of the sound cannot be computed', { source: 'pocketsphinx' });
    this.#library = library;
    this.#rows = rows[0];
    this.frameCount = this.#rows === null ? 0 : count[0];
    if (this.#rows !== null && this.frameCount > 0) {
      const first: unknown = koffi.decode(this.#rows, 'void *');
      const memory = koffi.view(first, this.frameCount * size * bytesPerFloat);
      removeMean(new Float32Array(memory), size);
    }
  }

  /** The address of the row of this frame, as an array of the rows from there on. */
  rowsFrom(frame: number): Pointer {
    if (this.#rows === null) throw new RangeError('there are no features');
    return this.#rows + BigInt(frame * bytesPerPointer);
  }

  free(): void {
    if (this.#rows !== null) this.#library.freeFeatures(this.#rows);
  }
}

/**
 * Subtracts from each coefficient its mean over the frames. Frames without energy, whose first
 * coefficient is negative, do not count toward the mean (cepstral mean normalisation as in
 * sphinxbase `cmn.c`).
 */
export function removeMean(features: Float32Array, size: number): void {
  const mean = new Float64Array(size);
  let counted = 0;
  for (let at = 0; at < features.length; at += size) {
    if ((features[at] ?? 0) < 0) continue;
    counted += 1;
    for (let i = 0; i < size; i += 1) mean[i] = (mean[i] ?? 0) + (features[at + i] ?? 0);
  }
  if (counted === 0) return;
  for (let at = 0; at < features.length; at += 1) {
    features[at] = (features[at] ?? 0) - (mean[at % size] ?? 0) / counted;
  }
}
