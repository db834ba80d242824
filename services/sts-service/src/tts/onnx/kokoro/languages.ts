/** How Kokoro speaks one language. The first letter of a voice's name says which. */
export interface KokoroLanguage {
  readonly tag: string;
  readonly espeakVoice: string;
  /** The voice of the best training, by its author's grades. */
  readonly defaultVoice: string;
}

/**
 * Japanese (`j`) and Chinese (`z`) are not here: the model has learned other sounds for them than
 * eSpeak NG writes, so their voices would only mumble.
 */
export const kokoroLanguages: ReadonlyMap<string, KokoroLanguage> = new Map([
  ['a', { tag: 'en-US', espeakVoice: 'en-us', defaultVoice: 'af_heart' }],
  ['b', { tag: 'en-GB', espeakVoice: 'en-gb', defaultVoice: 'bf_emma' }],
  ['e', { tag: 'es', espeakVoice: 'es', defaultVoice: 'ef_dora' }],
  ['f', { tag: 'fr', espeakVoice: 'fr-fr', defaultVoice: 'ff_siwis' }],
  ['h', { tag: 'hi', espeakVoice: 'hi', defaultVoice: 'hf_alpha' }],
  ['i', { tag: 'it', espeakVoice: 'it', defaultVoice: 'if_sara' }],
  ['p', { tag: 'pt-BR', espeakVoice: 'pt-br', defaultVoice: 'pf_dora' }],
]);
