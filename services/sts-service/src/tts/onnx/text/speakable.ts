import { scriptsOf } from './scripts.js';

/** Pictures and what only says how to draw them. ZWJ belongs to them only beside a picture: Indic scripts need it. */
const pictures =
  /\u200D(?=\p{Extended_Pictographic})|(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u{E0020}-\u{E007F}]|[\uFE0E\uFE0F]|\u20E3)\u200D?/gu;

/** Soft hyphens, zero-width spaces, byte order marks and marks of direction: nothing that is heard. */
const invisible = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

/** Controls would be commands to eSpeak NG; halves of surrogate pairs, private and unknown characters are no text. */
const controls = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\uFFFD]/gu;

/**
 * The lines of a text with what a voice of this language can speak: composed, without emoji,
 * controls, superfluous spaces and letters of scripts that the language is not written in (a voice
 * would spell them, one name of a letter after the other). Latin stays in every language. Lines
 * without a letter or a digit are left out, so a text with nothing to say gives an empty array.
 * @param language BCP 47
 */
export function speakableLines(text: string, language: string): string[] {
  const { foreign } = scriptsOf(language);
  return text
    .normalize('NFC')
    .split(/[\n\v\f\r\u0085\u2028\u2029]+/)
    .map((line) =>
      line
        .replace(pictures, ' ')
        .replace(invisible, '')
        .replace(controls, ' ')
        .replace(foreign, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
}
