import type { EngineInfo, EngineStage, StreamInit, StreamReady } from '@dubbing/contracts';

/** Languages in which the session does not do what it was asked for, by what that was. */
export interface UnmetWishes {
  readonly glossary: readonly string[];
  readonly voices: readonly string[];
}

/**
 * What of a session's opening its server will not do: a translator that does not keep to glossaries, or a server that is
 * older than these fields and leaves them out. Undefined where all is well.
 */
export function unmetWishes(init: StreamInit, { engines }: StreamReady): UnmetWishes | undefined {
  const { glossary = [], voices = [], targetLanguages } = init;
  const engineOf = (stage: EngineStage, language: string): EngineInfo | undefined =>
    engines.find((engine) => engine.stage === stage && engine.language === language);
  const keepsTerms = (language: string): boolean =>
    engineOf('translation', language)?.features?.includes('glossary') === true;
  const unmet = {
    glossary: glossary.length === 0 ? [] : targetLanguages.filter((language) => !keepsTerms(language)),
    voices: voices
      .filter(({ language, voice }) => engineOf('tts', language)?.voice !== voice)
      .map(({ language }) => language),
  };
  return unmet.glossary.length + unmet.voices.length === 0 ? undefined : unmet;
}
