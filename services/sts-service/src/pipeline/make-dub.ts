import { abortable, throwIfAborted } from '@dubbing/common';
import { Dub, DubEngines, DubTimings, create, errorInfoOf } from '@dubbing/contracts';
import type { AudioThread } from './audio-thread/audio-thread.js';
import type { TargetEngines } from './choose-engines.js';
import type { SpeakingRates } from './fit/speaking-rate.js';
import type { MeasuredStage, PipelineObserver } from './observer.js';
import type { PipelineRequest } from './request.js';
import type { TranslateRequest } from './seams.js';
import { elapsedMs } from './stage-clock.js';
import { termsWithin } from './terms.js';

/** What all dubs are made with. */
export interface DubTools {
  readonly audio: AudioThread;
  readonly rates: SpeakingRates;
  readonly observer: PipelineObserver;
}

/** One language of a fragment. Never rejects: a language that fails fails alone. */
export async function makeDub(
  request: PipelineRequest,
  text: string,
  target: TargetEngines,
  tools: DubTools,
): Promise<Dub> {
  const { language } = target;
  const dub = emptyDub(language);
  try {
    await speak(dub, request, text, target, tools);
  } catch (error) {
    dub.status = 'failed';
    dub.error = errorInfoOf(error, 'ENGINE_FAILED');
  }
  tools.observer.dub(language, dub.status, dub.error?.code);
  return dub;
}

async function speak(
  dub: Dub,
  request: PipelineRequest,
  text: string,
  target: TargetEngines,
  { audio, rates, observer }: DubTools,
): Promise<void> {
  const { sessionKey, deadlineAtMs, signal, slot, reply } = request;
  const common = { sessionKey, deadlineAtMs, signal };
  const { language, translator, synthesizer, voice } = target;
  const speaker = `${synthesizer.name} ${language} ${voice ?? ''}`;
  const measure = async <T>(stage: MeasuredStage, work: () => Promise<T>): Promise<T> => {
    throwIfAborted(signal);
    const startedMs = performance.now();
    let outcome: 'ok' | 'failed' = 'failed';
    try {
      // Engines are asked to stop by the signal; the reply does not wait until they have.
      const result = await abortable(signal, work());
      outcome = 'ok';
      return result;
    } finally {
      const durationMs = elapsedMs(startedMs);
      observer.stage(stage, durationMs, outcome);
      if (stage !== 'asr') dub.timings[`${stage}Ms`] = durationMs;
    }
  };

  const translation = await measure('translation', () =>
    translator.translate({
      ...common,
      text,
      from: request.sourceLanguage,
      to: language,
      ...wordingFor(text, target, rates.maxLengthRatio(speaker, text, slot)),
    }),
  );
  dub.text = translation.text.trim();
  dub.engine.translation = translation.engine;
  if (dub.text === '') return;
  const speech = await measure('tts', () =>
    synthesizer.synthesize({ ...common, text: dub.text, language, slot, ...(voice !== undefined && { voice }) }),
  );
  dub.engine.tts = speech.engine;
  const { pcm, sampleRateHz, pace = 1 } = speech;
  const fitted = await measure('fit', () => audio.fit({ pcm, sampleRateHz, pace, slot, reply }, signal));
  if (fitted.pcm.length === 0) return;
  dub.status = 'spoken';
  dub.audio = fitted.pcm;
  dub.durationMs = fitted.durationMs;
  dub.naturalDurationMs = fitted.naturalDurationMs;
  dub.speedFactor = fitted.speedFactor;
  rates.learn(speaker, dub.text, fitted.naturalDurationMs);
}

/** What a translation keeps to, as far as its engine can. */
function wordingFor(
  text: string,
  { translator, terms }: TargetEngines,
  maxLengthRatio: number | undefined,
): Pick<TranslateRequest, 'glossary' | 'maxLengthRatio'> {
  const glossary = termsWithin(text, terms);
  const hasLength = maxLengthRatio !== undefined && translator.features?.includes('length') === true;
  return { ...(glossary !== undefined && { glossary }), ...(hasLength && { maxLengthRatio }) };
}

function emptyDub(language: string): Dub {
  return create(Dub, {
    language,
    status: 'empty',
    text: '',
    durationMs: 0,
    naturalDurationMs: 0,
    speedFactor: 1,
    engine: create(DubEngines, { translation: '', tts: '' }),
    timings: create(DubTimings, { translationMs: 0, ttsMs: 0, fitMs: 0 }),
  });
}
