import { IsOptional } from 'class-validator';
import { IsNames } from '../rules/lists.js';
import { OneOf } from '../rules/one-of.js';
import { IsLanguage, IsText } from '../rules/text.js';
import { longestVoiceName } from './voice-choice.js';

export const engineStages = ['asr', 'translation', 'tts'] as const;
export type EngineStage = (typeof engineStages)[number];
export const engineFamilies = ['builtin', 'onnx', 'remote'] as const;
export type EngineFamily = (typeof engineFamilies)[number];
export const engineProviders = ['cpu', 'cuda'] as const;
export type EngineProvider = (typeof engineProviders)[number];

/**
 * What an engine can be asked for besides its work: that it keeps to a glossary, that it looks for wordings of a given
 * length, that it has voices to choose from.
 */
export const engineFeatures = ['glossary', 'length', 'voices'] as const;
export type EngineFeature = (typeof engineFeatures)[number];

/** An engine that a session was given. */
export class EngineInfo {
  /** What it does: recognition, translation or speech. */
  @OneOf(engineStages)
  stage!: EngineStage;

  /** The language it hears (asr), or the one it makes (translation, tts). */
  @IsLanguage()
  language!: string;

  /** The name that it can be asked for by. */
  @IsText(128, 1)
  name!: string;

  /** `builtin`: needs no neural model; `onnx`: a model on this machine; `remote`: another process is asked. */
  @OneOf(engineFamilies)
  family!: EngineFamily;

  /** What its model runs on, where it has one. */
  @IsOptional()
  @OneOf(engineProviders)
  provider?: EngineProvider;

  /** Some of `engineFeatures`; a name that is not among them is a newer server's. */
  @IsOptional()
  @IsNames(16)
  features?: string[];

  /** The voice that the session asked for (tts). */
  @IsOptional()
  @IsText(longestVoiceName, 1)
  voice?: string;
}
