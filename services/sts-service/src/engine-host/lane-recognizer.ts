import { pcmDurationMs } from '@dubbing/common';
import { stsError } from '../errors.js';
import type { RecognizeRequest, SpeechRecognizer } from '../pipeline/seams.js';
import { baseLanguage } from './base-language.js';
import type { EngineResult } from './engine-process.js';
import type { Lane } from './lane.js';
import { Pace } from './pace.js';

const name = 'pocketsphinx';

/** What an engine process is to its recogniser. */
export interface RecognizingWorker {
  recognize(pcm: Buffer, signal: AbortSignal): Promise<EngineResult>;
}

/** PocketSphinx in whichever engine process is free. */
export function laneRecognizer(lane: Lane<RecognizingWorker>): SpeechRecognizer {
  const pace = new Pace();
  return {
    name,
    // The model is of American English; it hears the other Englishes as well as it can.
    supports: (language) => baseLanguage(language) === 'en',
    recognize: async (request) => {
      const { text, confidence } = await lane.run(request, (worker, signal) => work(worker, request, pace, signal));
      return { text, engine: name, ...(confidence !== undefined && { confidence }) };
    },
  };
}

async function work(
  worker: RecognizingWorker,
  { pcm, sampleRateHz, deadlineAtMs }: RecognizeRequest,
  pace: Pace,
  signal: AbortSignal,
): Promise<EngineResult> {
  const startedAtMs = performance.now();
  const soundMs = pcmDurationMs(pcm.length, { sampleRateHz, channels: 1 });
  if (!pace.allows(soundMs, deadlineAtMs - startedAtMs)) {
    const message = 'speech recognition was reached too late to be done by the deadline';
    throw stsError('DEADLINE_EXCEEDED', message, { source: name });
  }
  try {
    const result = await worker.recognize(pcm, signal);
    // Sound without speech is not decoded and tells nothing about decoding.
    if (result.text !== '') pace.took(performance.now() - startedAtMs, soundMs);
    return result;
  } catch (error) {
    if (signal.aborted) pace.tookMoreThan(performance.now() - startedAtMs, soundMs);
    throw error;
  }
}
