import { createRequire } from 'node:module';
import { describeError, type Logger } from '@dubbing/common';
import { EnergyVad } from './energy-vad.js';
import { FailoverVad } from './failover-vad.js';
import { SileroVad } from './silero-vad.js';
import type { VoiceDetector } from './vad.js';

const MODEL = '@ricky0123/vad-web/dist/silero_vad_v6.onnx';

export interface VoiceDetectorChoice {
  readonly logger: Logger;
  /** Another Silero model. Default: the one of the package that ships it. */
  readonly modelPath?: string;
}

/** Silero where its model and runtime load, else the energy gate, which it says in the log. Never rejects. */
export async function selectVoiceDetector({ logger, modelPath }: VoiceDetectorChoice): Promise<VoiceDetector> {
  const fallback = new EnergyVad();
  try {
    const path = modelPath ?? createRequire(import.meta.url).resolve(MODEL);
    const primary = await SileroVad.load(path);
    return new FailoverVad(primary, fallback, (error) => {
      logger.warn('The Silero voice detector failed, an energy gate goes on', { error: describeError(error) });
    });
  } catch (error) {
    logger.warn('The Silero voice detector is absent, an energy gate stands in: music may pass for speech', {
      error: describeError(error),
    });
    return fallback;
  }
}
