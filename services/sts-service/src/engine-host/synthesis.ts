import { toDubbingError } from '@dubbing/common';
import type { EngineFault, Offer } from '../pipeline/catalogue.js';
import type { SpeechSynthesizer } from '../pipeline/seams.js';
import { Espeak } from '../tts/builtin/espeak.js';
import { Lane, type LaneStats } from './lane.js';

const name = 'espeak-ng';

/** How long the list of voices may take, in milliseconds. */
const startTimeoutMs = 30_000;

export interface SynthesisOptions {
  readonly queueCapacity: number;
  /** Programs that may speak at the same time. */
  readonly concurrency: number;
}

export interface RunningSynthesis {
  readonly offers: readonly Offer<SpeechSynthesizer>[];
  readonly faults: readonly EngineFault[];
  readonly stats: LaneStats;
  close(): void;
}

/** Finds out which voices eSpeak NG has, and gives it places to run. */
export async function startSynthesis({ queueCapacity, concurrency }: SynthesisOptions): Promise<RunningSynthesis> {
  const lane = new Lane<object>('speech synthesis', queueCapacity);
  for (let place = 0; place < concurrency; place += 1) lane.add({ place });
  const running = {
    close: () => {
      lane.close();
    },
    get stats() {
      return lane.stats;
    },
  };
  try {
    const espeak = await Espeak.start(AbortSignal.timeout(startTimeoutMs));
    const offer: Offer<SpeechSynthesizer> = { engine: synthesizerOf(espeak, lane), family: 'builtin' };
    return Object.assign(running, { offers: [offer], faults: [] });
  } catch (error) {
    const fault: EngineFault = {
      stage: 'tts',
      family: 'builtin',
      engine: name,
      error: toDubbingError(error, 'ENGINE_UNAVAILABLE'),
    };
    return Object.assign(running, { offers: [], faults: [fault] });
  }
}

function synthesizerOf(espeak: Espeak, lane: Lane<object>): SpeechSynthesizer {
  return {
    name,
    supports: (language) => espeak.supports(language),
    voices: () => espeak.variants,
    synthesize: async (request) => {
      const { text, language, voice } = request;
      const speech = await lane.run(request, (_place, signal) => espeak.speak(text, language, signal, voice));
      return { ...speech, engine: name };
    },
  };
}
