import { IsOptional } from 'class-validator';
import { OneOf } from '../rules/one-of.js';
import { IsLanguage, IsText } from '../rules/text.js';

export const engineStages = ['asr', 'translation', 'tts'] as const;
export type EngineStage = (typeof engineStages)[number];
export const engineFamilies = ['builtin', 'onnx', 'remote'] as const;
export type EngineFamily = (typeof engineFamilies)[number];
export const engineProviders = ['cpu', 'cuda'] as const;
export type EngineProvider = (typeof engineProviders)[number];

/** An engine that a session was given. */
export class EngineInfo {
  @OneOf(engineStages)
  stage!: EngineStage;

  /** The language it hears (asr), or the one it makes (translation, tts). */
  @IsLanguage()
  language!: string;

  @IsText(128, 1)
  name!: string;

  @OneOf(engineFamilies)
  family!: EngineFamily;

  @IsOptional()
  @OneOf(engineProviders)
  provider?: EngineProvider;
}
