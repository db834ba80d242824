import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stsError } from '../../errors.js';
import { asNames, fromTranslation, smallBehindUnknown, toSentence, unknownWords } from './apertium-text.js';
import { pipelineCommand, type ApertiumMode } from './apertium-modes.js';
import { NullFlushPipeline } from './null-flush-pipeline.js';
import { withStandIns } from './stand-ins.js';

const none: ReadonlyMap<string, string> = new Map();

/** Apertium for one direction of one language pair, kept running. One request at a time. */
export class Apertium {
  readonly mode: ApertiumMode;
  readonly #pipeline: NullFlushPipeline;

  private constructor(mode: ApertiumMode, pipeline: NullFlushPipeline) {
    this.mode = mode;
    this.#pipeline = pipeline;
  }

  /**
   * Starts the pipeline and has it translate a word, so that its dictionaries are loaded.
   * @throws DubbingError SYSTEM_PACKAGE_MISSING, or why it does not run.
   */
  static async start(mode: ApertiumMode, modesDir: string, signal: AbortSignal): Promise<Apertium> {
    const file = join(modesDir, `${mode.mode}.mode`);
    try {
      await access(file);
    } catch (cause) {
      const message = `Apertium needs the Debian package ${mode.debianPackage} to translate ${mode.from} into ${mode.to}`;
      throw stsError('SYSTEM_PACKAGE_MISSING', message, { source: mode.debianPackage, cause });
    }
    const command = pipelineCommand(await readFile(file, 'utf8'));
    const apertium = new Apertium(mode, new NullFlushPipeline(command, `apertium ${mode.mode}`));
    try {
      await apertium.translate('hello', signal);
    } catch (error) {
      await apertium.close();
      throw error;
    }
    return apertium;
  }

  get restarts(): number {
    return this.#pipeline.restarts;
  }

  /** The process group of the pipeline. */
  get pid(): number | undefined {
    return this.#pipeline.pid;
  }

  /**
   * @param glossary what its terms are in the translation.
   * @returns a sentence. Words that are not in the dictionary stay as they are.
   */
  async translate(text: string, signal: AbortSignal, glossary: ReadonlyMap<string, string> = none): Promise<string> {
    const guarded = withStandIns(text, glossary);
    if (guarded === undefined) return this.#translate(text, signal);
    const translated = await this.#translate(guarded.text, signal, (word) => guarded.isStandIn(word));
    // A sentence without its terms is better than one with words that nobody knows.
    return guarded.restore(translated) ?? this.#translate(text, signal);
  }

  async #translate(text: string, signal: AbortSignal, isOurs = (_word: string) => false): Promise<string> {
    const sentence = toSentence(text, this.mode.from);
    if (sentence === '') return '';
    const unknownIn = (translated: string) => unknownWords(translated).filter((word) => !isOurs(word));
    const finished = (translated: string) => fromTranslation(smallBehindUnknown(translated, sentence));
    const first = await this.#pipeline.ask(sentence, signal);
    const unknown = unknownIn(first);
    if (unknown.length === 0) return finished(first);
    const second = await this.#pipeline.ask(asNames(sentence, unknown), signal);
    return finished(unknownIn(second).length < unknown.length ? second : first);
  }

  close(): Promise<void> {
    return this.#pipeline.close();
  }
}
