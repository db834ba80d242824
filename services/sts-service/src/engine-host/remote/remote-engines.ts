import { toDubbingError } from '@dubbing/common';
import type { EngineFault, Offer } from '../../pipeline/catalogue.js';
import type { SpeechRecognizer, SpeechSynthesizer } from '../../pipeline/seams.js';
import { fittingTag } from '../../tts/onnx/language.js';
import { Lane, type LaneStats } from '../lane.js';
import { Endpoint } from './endpoint.js';
import { remoteRecognizer } from './remote-recognizer.js';
import { remoteSynthesizer } from './remote-synthesizer.js';
import type { SpeechFormat } from './sound-of-answer.js';

interface RemoteEngineOptions {
  readonly url: string;
  readonly key?: string | undefined;
  readonly model: string;
  /** BCP 47. Empty: any. */
  readonly languages: readonly string[];
}

export interface RemoteOptions {
  readonly asr?: RemoteEngineOptions;
  readonly tts?: RemoteEngineOptions & { readonly voice: string; readonly format: SpeechFormat };
  readonly timeoutMs: number;
  /** Requests to each endpoint at the same time. */
  readonly concurrency: number;
  readonly queueCapacity: number;
}

export interface RemoteEngines {
  readonly recognizers: readonly Offer<SpeechRecognizer>[];
  readonly synthesizers: readonly Offer<SpeechSynthesizer>[];
  readonly faults: readonly EngineFault[];
  readonly stats: { readonly asr: readonly LaneStats[]; readonly tts: readonly LaneStats[] };
  close(): void;
}

/** Engines that run elsewhere. Nothing is asked of them before a session wants them. */
export function remoteEngines(options: RemoteOptions): RemoteEngines {
  const { asr, tts, timeoutMs, concurrency, queueCapacity } = options;
  const lanes = { asr: [] as Lane<object>[], tts: [] as Lane<object>[] };
  const faults: EngineFault[] = [];
  const open = <E>(
    stage: 'asr' | 'tts',
    { url, key, model }: RemoteEngineOptions,
    make: (name: string, endpoint: Endpoint, lane: Lane<object>) => E,
  ): Offer<E>[] => {
    const name = `remote:${model}`;
    try {
      const endpoint = new Endpoint({ name, baseUrl: url, key, timeoutMs });
      const lane = new Lane<object>(name, queueCapacity);
      for (let place = 0; place < concurrency; place += 1) lane.add({ place });
      lanes[stage].push(lane);
      return [{ engine: make(name, endpoint, lane), family: 'remote' }];
    } catch (error) {
      faults.push({ stage, family: 'remote', engine: name, error: toDubbingError(error, 'ENGINE_UNAVAILABLE') });
      return [];
    }
  };
  const recognizers =
    asr === undefined
      ? []
      : open('asr', asr, (name, endpoint, lane) =>
          remoteRecognizer({ name, endpoint, lane, model: asr.model, hears: among(asr.languages) }),
        );
  const synthesizers =
    tts === undefined
      ? []
      : open('tts', tts, (name, endpoint, lane) => {
          const { model, voice, format, languages } = tts;
          return remoteSynthesizer({ name, endpoint, lane, model, voice, format, speaks: among(languages) });
        });
  return {
    recognizers,
    synthesizers,
    faults,
    get stats() {
      return { asr: lanes.asr.map((lane) => lane.stats), tts: lanes.tts.map((lane) => lane.stats) };
    },
    close: () => {
      for (const lane of [...lanes.asr, ...lanes.tts]) lane.close();
    },
  };
}

function among(languages: readonly string[]): (language: string) => boolean {
  return (language) => languages.length === 0 || fittingTag(languages, language) !== undefined;
}
