import { resolve } from 'node:path';
import { describeError, type Logger } from '@dubbing/common';
import { readVoiceChoice, type EngineChoice, type GlossaryEntry, type VoiceChoice } from '@dubbing/contracts';
import type { MediaConfig } from '../config.js';
import { readGlossaryFile } from './glossary-file.js';

/** What speech-to-speech may be asked for. */
export interface Wishes {
  engines?: EngineChoice;
  glossary?: readonly GlossaryEntry[];
  voices?: readonly VoiceChoice[];
}

type Defaults = Pick<MediaConfig, 'asrEngine' | 'translationEngine' | 'ttsEngine' | 'voices' | 'glossaryFile'>;

/** What speech-to-speech is asked for where nobody says it: of a publish all of it, of a request what it leaves open. */
export class DefaultWishes {
  readonly #engines: EngineChoice;
  readonly #voices: readonly VoiceChoice[];
  readonly #glossaryFile: string | undefined;
  readonly #logger: Logger;

  constructor({ asrEngine, translationEngine, ttsEngine, voices, glossaryFile }: Defaults, logger: Logger) {
    this.#engines = {
      ...(asrEngine !== undefined && { asr: asrEngine }),
      ...(translationEngine !== undefined && { translation: translationEngine }),
      ...(ttsEngine !== undefined && { tts: ttsEngine }),
    };
    this.#voices = voices.flatMap((text) => readVoiceChoice(text) ?? []);
    this.#glossaryFile = glossaryFile === undefined ? undefined : resolve(glossaryFile);
    this.#logger = logger;
  }

  /** To be called at the start of the service: whoever starts it hears what is wrong with the glossary. */
  check(): void {
    this.#readGlossary((reason) => {
      this.#logger.error('the glossary cannot be used; streams start without it until it is mended', { reason });
    });
  }

  /** @param asked by a request; nothing for a publish */
  for(stream: string, targetLanguages: readonly string[], asked: Wishes = {}): Wishes {
    const engines = { ...this.#engines, ...asked.engines };
    // A name of one engine's voice means nothing to another.
    const usual = asked.engines?.tts === undefined ? this.#voices : [];
    const voices = asked.voices ?? usual.filter(({ language }) => targetLanguages.includes(language));
    const glossary = asked.glossary ?? this.#glossaryFor(stream);
    return {
      ...(Object.keys(engines).length > 0 && { engines }),
      ...(glossary !== undefined && glossary.length > 0 && { glossary }),
      ...(voices.length > 0 && { voices }),
    };
  }

  #glossaryFor(stream: string): readonly GlossaryEntry[] | undefined {
    // A publish must not be lost for want of a glossary.
    return this.#readGlossary((reason) => {
      this.#logger.warn('a stream starts without the glossary', { stream, reason });
    });
  }

  #readGlossary(onFault: (reason: string) => void): readonly GlossaryEntry[] | undefined {
    if (this.#glossaryFile === undefined) return undefined;
    try {
      return readGlossaryFile(this.#glossaryFile);
    } catch (error) {
      onFault(describeError(error));
      return undefined;
    }
  }
}
