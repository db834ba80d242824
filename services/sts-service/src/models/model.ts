/** The kinds of model that this service runs, and the stage that each serves. */
export const engineStages = {
  whisper: 'asr',
  moonshine: 'asr',
  marian: 'translation',
  m2m100: 'translation',
  nllb: 'translation',
  vits: 'tts',
  piper: 'tts',
  kokoro: 'tts',
} as const;

export type ModelEngine = keyof typeof engineStages;
export type ModelStage = (typeof engineStages)[ModelEngine];

export function isModelEngine(value: unknown): value is ModelEngine {
  return typeof value === 'string' && Object.hasOwn(engineStages, value);
}

/** BCP 47 tags. `any`: so many that the model's own files tell, or that nothing tells. */
export type Languages = 'any' | readonly string[];

export interface Licence {
  /** SPDX identifier where there is one, else a name that people know it by. */
  readonly name: string;
  /** The licence, or the terms of the data that the model was trained on, forbid commercial use. */
  readonly nonCommercial: boolean;
}

/** A model that is on the disk with all that its engine needs. */
export interface InstalledModel {
  readonly name: string;
  readonly engine: ModelEngine;
  readonly stage: ModelStage;
  /** Absolute path. */
  readonly folder: string;
  /** What is recognised, what is translated into, or what is spoken. */
  readonly languages: Languages;
  /** What is translated from. Translation only. */
  readonly sourceLanguages?: Languages;
  /** Absent where nothing tells it. */
  readonly licence?: Licence;
}

const namePattern = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

/** A name is a folder of the models directory and a word of the command line, never a path. */
export function isModelName(name: string): boolean {
  return namePattern.test(name) && !name.includes('..');
}
