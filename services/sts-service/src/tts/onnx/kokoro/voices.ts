import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stsError } from '../../../errors.js';
import { kokoroLanguages } from './languages.js';

/** Numbers that describe a voice in one row. */
export const styleSize = 256;

/** The voices of a model folder, `voices/NAME.bin`, each read when it is first spoken with. */
export class KokoroVoices {
  readonly #folder: string;
  readonly names: readonly string[];
  readonly #styles = new Map<string, Promise<Float32Array>>();

  private constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    this.names = names;
  }

  /** @throws DubbingError MODEL_UNAVAILABLE when there is no voice whose language can be spoken. */
  static async open(modelFolder: string): Promise<KokoroVoices> {
    const folder = join(modelFolder, 'voices');
    const files = await readdir(folder).catch(() => []);
    const names = files.filter((file) => file.endsWith('.bin')).map((file) => file.slice(0, -'.bin'.length));
    const spoken = names.filter((name) => kokoroLanguages.has(name[0] ?? '')).sort();
    if (spoken.length > 0) return new KokoroVoices(folder, spoken);
    throw stsError('MODEL_UNAVAILABLE', `${folder} has no voice NAME.bin of a language that can be spoken`, {
      source: folder,
    });
  }

  /** Languages that a voice is there for. */
  get languages(): string[] {
    return [...kokoroLanguages].filter(([letter]) => this.#of(letter).length > 0).map(([, { tag }]) => tag);
  }

  /** The voice that speaks a language if none is asked for. */
  defaultFor(tag: string): string {
    const [letter = '', language] = [...kokoroLanguages].find((entry) => entry[1].tag === tag) ?? [];
    const own = this.#of(letter);
    return own.find((name) => name === language?.defaultVoice) ?? own[0] ?? '';
  }

  /**
   * Rows of a voice, one for each number of sounds in a piece: the first for one sound.
   * @throws DubbingError MODEL_UNAVAILABLE when the file is not there or is cut off.
   */
  styles(name: string): Promise<Float32Array> {
    let styles = this.#styles.get(name);
    if (styles === undefined) {
      styles = readStyles(join(this.#folder, `${name}.bin`));
      this.#styles.set(name, styles);
      // One that cannot be read may have been put right by the next time.
      styles.catch(() => this.#styles.delete(name));
    }
    return styles;
  }

  #of(letter: string): string[] {
    return this.names.filter((name) => name[0] === letter);
  }
}

/** The row for a piece of so many sounds; pieces that are longer than the voice has rows take the last. */
export function styleFor(styles: Float32Array, sounds: number): Float32Array {
  const row = Math.min(Math.max(sounds, 1), styles.length / styleSize) - 1;
  return styles.subarray(row * styleSize, (row + 1) * styleSize);
}

async function readStyles(file: string): Promise<Float32Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw stsError('MODEL_UNAVAILABLE', `the voice ${file} cannot be read`, { source: file, cause });
  });
  const rowBytes = styleSize * Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length === 0 || bytes.length % rowBytes !== 0) {
    throw stsError('MODEL_UNAVAILABLE', `the voice ${file} is not whole: it has ${bytes.length} bytes`, {
      source: file,
    });
  }
  // A copy, since a buffer that was read need not begin where a float may begin.
  return new Float32Array(new Uint8Array(bytes).buffer);
}
