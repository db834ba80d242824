import { isUndetermined, whisperCode } from '../asr/onnx/languages.js';
import { directionsOf } from '../translation/onnx/translation-languages.js';
import { fittingTag } from '../tts/onnx/language.js';
import type { EngineReady } from './messages.js';

/** What an engine process told; undefined as long as none has been ready. */
export type KnownAbility = EngineReady['ability'] | undefined;

export function hears(ability: KnownAbility, language: string): boolean {
  if (ability?.kind !== 'recognize') return false;
  // An engine of several languages tells by itself which one it is.
  if (ability.hears === 'any') return true;
  if (isUndetermined(language)) return ability.hears.length > 1;
  return whisperCode(language, new Map(ability.hears.map((code) => [code, 0]))) !== undefined;
}

export function translates(ability: KnownAbility, from: string, to: string): boolean {
  return ability?.kind === 'translate' && directionsOf(ability.translates)(from, to);
}

/** Names of the voices that it has to choose from. */
export function voicesOf(ability: KnownAbility): readonly string[] {
  return ability?.kind === 'synthesize' ? ability.voices : [];
}

export function speaks(ability: KnownAbility, language: string): boolean {
  return ability?.kind === 'synthesize' && fittingTag(ability.speaks, language) !== undefined;
}
