/**
 * Languages that Whisper has another code for than BCP 47: codes withdrawn from ISO 639, and
 * members of a macrolanguage that it has no word for of its own.
 */
const whisperCodes: Readonly<Record<string, readonly string[]>> = {
  jv: ['jw'],
  iw: ['he'],
  in: ['id'],
  ji: ['yi'],
  nb: ['no'],
  fil: ['tl'],
  cmn: ['zh'],
  yue: ['yue', 'zh'],
  zlm: ['ms'],
  arb: ['ar'],
  pes: ['fa'],
  swh: ['sw'],
};

/** What a caller gives who wants the model to tell the language: `auto`, or BCP 47's undetermined and multiple. */
const undetermined = new Set(['', 'auto', 'und', 'mul']);

export function isUndetermined(language: string): boolean {
  return undetermined.has(language.toLowerCase());
}

/**
 * Whisper's code for a BCP 47 language, among those that the model has: `pt-BR` is `pt`, `nb` is `no`.
 * @returns undefined when the model does not hear it.
 */
export function whisperCode(language: string, known: ReadonlyMap<string, number>): string | undefined {
  const base = language.toLowerCase().split(/[-_]/)[0] ?? '';
  return [...(whisperCodes[base] ?? []), base].find((code) => known.has(code));
}

/** BCP 47's code for one of Whisper's. */
export function bcp47Code(code: string): string {
  return code === 'jw' ? 'jv' : code;
}
