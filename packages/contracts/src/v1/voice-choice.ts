import { languagePattern, IsLanguage, IsText } from '../rules/text.js';

/** No name of a voice is longer, in UTF-16 units. */
export const longestVoiceName = 128;

/** The voice that shall speak a target language. */
export class VoiceChoice {
  /** One of `targetLanguages`, written as it is there. */
  @IsLanguage()
  language!: string;

  /** The name that its engine knows it by. */
  @IsText(longestVoiceName, 1)
  voice!: string;
}

/** The choice that `es=NAME` writes in short; undefined where the text is no such thing. */
export function readVoiceChoice(text: string): VoiceChoice | undefined {
  const at = text.indexOf('=');
  const [language, voice] = [text.slice(0, at), text.slice(at + 1)];
  const isChoice = at > 0 && languagePattern.test(language) && voice !== '' && voice.length <= longestVoiceName;
  return isChoice ? { language, voice } : undefined;
}
