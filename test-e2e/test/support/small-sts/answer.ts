import { DubbingError, bytesPerFrame } from '@dubbing/common';
import {
  Dub,
  DubEngines,
  DubTimings,
  FragmentProcessed,
  StageTimings,
  Transcript,
  create,
  errorInfoOf,
  type FragmentData,
  type StreamInit,
} from '@dubbing/contracts';
import type { Fault } from './fault.js';

/** What every fragment with sound says. */
export const heardText = 'something was said';

export function isSilent({ pcm }: FragmentData): boolean {
  return pcm.every((byte) => byte === 0);
}

/** An answer as an engine would give it: silence has none, everything else the same words. */
export function answerOf(fragment: FragmentData, init: StreamInit, isLate: boolean, fault?: Fault): FragmentProcessed {
  const { fragmentId, sequence, startPtsNs, endPtsNs } = fragment;
  const end = fault === 'renames-times' ? String(BigInt(endPtsNs) + 1n) : endPtsNs;
  const common = { fragmentId, sequence, startPtsNs, endPtsNs: end };
  const timings = create(StageTimings, { queuedMs: 0, asrMs: 1, totalMs: 1 });
  if (isLate) {
    const error = errorInfoOf(new DubbingError('DEADLINE_EXCEEDED', 'not done in time', { retryable: true }));
    return create(FragmentProcessed, { ...common, status: 'failed', dubs: [], timings, error });
  }
  if (isSilent(fragment)) return create(FragmentProcessed, { ...common, status: 'empty', dubs: [], timings });
  const dubs = init.targetLanguages.map((language) => dubOf(language, fragment, init, fault));
  return create(FragmentProcessed, {
    ...common,
    status: 'ok',
    transcript: create(Transcript, { language: init.sourceLanguage, text: heardText }),
    dubs: fault === 'dubs-reversed' ? dubs.reverse() : dubs,
    timings,
  });
}

function dubOf(language: string, { slot }: FragmentData, { replyAudio }: StreamInit, fault?: Fault): Dub {
  const frames = Math.max(1, Math.round((slot.targetMs * replyAudio.sampleRateHz) / 1000));
  const durationMs = (frames * 1000) / replyAudio.sampleRateHz;
  return create(Dub, {
    language,
    status: 'spoken',
    text: heardText,
    audio: Buffer.alloc((fault === 'dub-too-short' ? frames - 1 : frames) * bytesPerFrame(replyAudio), 3),
    durationMs,
    naturalDurationMs: durationMs,
    speedFactor: 1,
    engine: create(DubEngines, { translation: 'small', tts: 'small' }),
    timings: create(DubTimings, { translationMs: 0, ttsMs: 0, fitMs: 0 }),
  });
}
