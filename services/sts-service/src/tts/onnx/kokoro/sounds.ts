/** Kokoro writes the two letters of a diphthong or an affricate, which eSpeak NG ties with `^`, as one. */
export const tie = '^';

const syllabic = '\u0329';
const nasal = '\u0303';

type Rule = readonly [from: string | RegExp, to: string];

const others: readonly Rule[] = [
  ['a^ɪ', 'I'],
  ['a^ʊ', 'W'],
  ['d^z', 'ʣ'],
  ['d^ʒ', 'ʤ'],
  ['e^ɪ', 'A'],
  ['o^ʊ', 'O'],
  ['ə^ʊ', 'Q'],
  ['s^s', 'S'],
  ['t^s', 'ʦ'],
  ['t^ʃ', 'ʧ'],
  ['ɔ^ɪ', 'Y'],
  [tie, ''],
  ['-', ''],
];

/** What the English voices have never heard becomes the nearest that they have. */
const english: readonly Rule[] = [
  [`ʔˌn${syllabic}`, 'ʔn'],
  [`ʔn${syllabic}`, 'ʔn'],
  ['a^ɪ', 'I'],
  ['a^ʊ', 'W'],
  ['d^ʒ', 'ʤ'],
  ['e^ɪ', 'A'],
  ['t^ʃ', 'ʧ'],
  ['ɔ^ɪ', 'Y'],
  ['ə^l', 'ᵊl'],
  ['ʲo', 'jo'],
  ['ʲə', 'jə'],
  ['ʲ', ''],
  ['ɚ', 'əɹ'],
  ['r', 'ɹ'],
  ['x', 'k'],
  ['ç', 'k'],
  ['ɐ', 'ə'],
  ['ɬ', 'l'],
  [nasal, ''],
  [new RegExp(`(\\S)${syllabic}`, 'g'), 'ᵊ$1'],
  [syllabic, ''],
];

const american: readonly Rule[] = [...english, ['o^ʊ', 'O'], ['ɜːɹ', 'ɜɹ'], ['ɜː', 'ɜɹ'], ['ɪə', 'iə'], ['ː', '']];

const british: readonly Rule[] = [
  // In front of the rest: the sound of "there" is no `A`.
  [/e\^?ə/g, 'ɛː'],
  ...english,
  [/i\^?ə/g, 'ɪə'],
  ['ə^ʊ', 'Q'],
];

const englishEnd: readonly Rule[] = [
  ['e', 'A'],
  ['o', 'ɔ'],
  ['ɾ', 'T'],
  ['ʔ', 't'],
  // eSpeak NG writes "nineteen hundred" as one word.
  [/(?<=[a-zɹː])(?=hˈʌndɹ)/g, ' '],
  [tie, ''],
];

const rulesOf: Readonly<Record<string, readonly Rule[]>> = {
  'en-US': [...american, ...englishEnd],
  'en-GB': [...british, ...englishEnd],
};

/**
 * eSpeak NG's sounds, tied with `^`, in the signs that Kokoro was trained on: those of misaki 0.9's
 * wrapper of eSpeak NG.
 * @param tag a language of `kokoroLanguages`
 */
export function kokoroSounds(phonemes: string, tag: string): string {
  return (rulesOf[tag] ?? others).reduce((sounds, [from, to]) => sounds.replaceAll(from, to), phonemes);
}
