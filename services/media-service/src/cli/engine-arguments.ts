import { resolve } from 'node:path';
import { readVoiceChoice, type EngineChoice, type GlossaryEntry, type VoiceChoice } from '@dubbing/contracts';
import type { StreamSpec } from '../worker/stream-spec.js';
import { readGlossaryFile } from '../streams/glossary-file.js';
import { wrong } from './wrong.js';

/** How the arguments below are called, for `parseArgs`. */
export const engineOptions = {
  asr: { type: 'string' },
  translation: { type: 'string' },
  tts: { type: 'string' },
  glossary: { type: 'string' },
  voice: { type: 'string', multiple: true },
} as const;

export interface EngineArguments {
  readonly asr?: string;
  readonly translation?: string;
  readonly tts?: string;
  readonly glossary?: string;
  readonly voice?: readonly string[];
}

/** What speech-to-speech is asked for. @throws DubbingError ARGUMENT_INVALID naming the argument */
export function readEngineArguments(
  values: EngineArguments,
  targetLanguages: readonly string[],
): Pick<StreamSpec, 'engines' | 'glossary' | 'voices'> {
  const engines = readEngines(values);
  const voices = readVoices(values.voice ?? [], targetLanguages);
  return {
    ...(Object.keys(engines).length > 0 && { engines }),
    ...(values.glossary !== undefined && { glossary: readGlossary(values.glossary) }),
    ...(voices.length > 0 && { voices }),
  };
}

function readEngines(values: EngineArguments): EngineChoice {
  const engines: EngineChoice = {};
  for (const stage of ['asr', 'translation', 'tts'] as const) {
    const name = values[stage];
    if (name === undefined) continue;
    if (name === '' || name.length > 128) throw wrong(stage, `"${name}" is no name of an engine`);
    engines[stage] = name;
  }
  return engines;
}

function readVoices(texts: readonly string[], targetLanguages: readonly string[]): VoiceChoice[] {
  const voices = texts.map((text) => {
    const choice = readVoiceChoice(text);
    if (choice === undefined) throw wrong('voice', `"${text}" is no language and voice such as es=ef_dora`);
    if (!targetLanguages.includes(choice.language)) throw wrong('voice', `${choice.language} is no target language`);
    return choice;
  });
  const twice = voices.find(({ language }, index) => voices.findIndex((each) => each.language === language) < index);
  if (twice !== undefined) throw wrong('voice', `${twice.language} has more than one`);
  return voices;
}

function readGlossary(path: string): GlossaryEntry[] {
  try {
    return readGlossaryFile(resolve(path));
  } catch (cause) {
    throw wrong('glossary', cause instanceof Error ? cause.message : String(cause));
  }
}
