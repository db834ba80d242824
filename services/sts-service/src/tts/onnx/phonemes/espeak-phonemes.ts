import { stsError } from '../../../errors.js';
import { runProgram } from '../../builtin/run-program.js';
import { clausesOf, type Clause } from '../text/clauses.js';

const program = 'espeak-ng';
const debianPackage = 'espeak-ng';

/** A clause and its sounds in the International Phonetic Alphabet. */
export interface SpokenClause extends Clause {
  readonly phonemes: string;
}

export interface EspeakPhonemesOptions {
  /** eSpeak NG's name of the voice, such as `en-us`. */
  readonly voice: string;
  /** Joins the letters of one sound, as in `d^ʒ`. If not given, there is nothing between them. */
  readonly tie?: string;
}

/**
 * Sounds of text as eSpeak NG would speak it. It stays a program of its own, whose licence (GPL)
 * does not let it be linked; a process per text costs about 10 ms.
 */
export class EspeakPhonemes {
  readonly #args: readonly string[];

  private constructor({ voice, tie }: EspeakPhonemesOptions) {
    // -b 1 says that the text is UTF-8, -q that nothing is to be heard.
    this.#args = ['-v', voice, '-q', '--ipa', ...(tie === undefined ? [] : [`--tie=${tie}`]), '-b', '1', '--stdin'];
  }

  /** @throws DubbingError SYSTEM_PACKAGE_MISSING, or MODEL_INCOMPATIBLE when eSpeak NG does not have the voice. */
  static async open(options: EspeakPhonemesOptions, signal: AbortSignal): Promise<EspeakPhonemes> {
    const phonemes = new EspeakPhonemes(options);
    // eSpeak NG ends with a code of 1 for a voice that it does not have, and only for that.
    const isKnown = await phonemes.#run('a', signal).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENGINE_FAILED') return false;
        throw error;
      },
    );
    if (isKnown) return phonemes;
    throw stsError('MODEL_INCOMPATIBLE', `eSpeak NG has no voice ${options.voice}`, { source: program });
  }

  /**
   * The clauses of each line with their sounds: stress marks kept, flags of language switches taken out.
   * @param lines as `speakableLines` gives them
   * @throws DubbingError ENGINE_FAILED, SYSTEM_PACKAGE_MISSING, or the abort reason.
   */
  async clausesOf(lines: readonly string[], signal: AbortSignal): Promise<SpokenClause[][]> {
    // Two brackets would make eSpeak NG read phoneme names.
    const texts = lines.map((line) => line.replace(/\[(?=\[)/g, '[ '));
    const clauses = texts.map((text) => endsWithSentence(clausesOf(text)));
    if (clauses.length === 0) return [];
    // An empty line ends a clause whatever is before it.
    const spoken = await this.#run(texts.join('\n\n'), signal);
    const flat = clauses.flat();
    const phonemes = spoken.length === flat.length ? spoken : await this.#oneByOne(flat, signal);
    let at = 0;
    return clauses.map((line) => line.map((clause) => ({ ...clause, phonemes: withoutFlags(phonemes[at++] ?? '') })));
  }

  /** When eSpeak NG cuts the text elsewhere: a very long clause, or a rule of one language. */
  async #oneByOne(clauses: readonly Clause[], signal: AbortSignal): Promise<string[]> {
    const phonemes: string[] = [];
    for (const { text } of clauses) phonemes.push((await this.#run(text, signal)).join(' '));
    return phonemes;
  }

  /** What eSpeak NG writes: a line for each clause that it finds. */
  async #run(input: string, signal: AbortSignal): Promise<string[]> {
    const output = await runProgram({ program, args: this.#args, input, debianPackage, signal });
    return output.toString('utf8').split('\n').slice(0, -1);
  }
}

/** The last clause of a line ends a sentence, whatever mark it has. */
function endsWithSentence(clauses: readonly Clause[]): Clause[] {
  return clauses.map((clause, at) => (at === clauses.length - 1 ? { ...clause, endsSentence: true } : clause));
}

/** `(en)` and `(es)` around a word that eSpeak NG reads as another language's, and any line break. */
function withoutFlags(phonemes: string): string {
  return phonemes.replace(/\([^)]*\)/g, '').trim();
}
