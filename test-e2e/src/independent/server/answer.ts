import { Refusal, asRefusal } from '../refusal.js';
import type { FragmentData, FragmentProcessed, StreamInit, Transcript } from '../wire.js';
import { hear, speak } from './engines.js';

export interface Work {
  readonly init: StreamInit;
  readonly hearingMs: number;
  /** Aborts when nobody wants the answer any more. */
  readonly signal: AbortSignal;
  readonly onPartial: (transcript: Transcript, isFinal: boolean) => void;
}

/** Does the work on a fragment; whatever happens there is an answer, and before the deadline (6). */
export async function answerTo(fragment: FragmentData, work: Work): Promise<FragmentProcessed> {
  const receivedMs = performance.now();
  const { fragmentId, sequence, startPtsNs, endPtsNs, deadlineMs, pcm, slot } = fragment;
  const { init, hearingMs, onPartial } = work;
  const late = AbortSignal.timeout(Math.ceil(deadlineMs - Math.min(100, deadlineMs / 2)));
  const transcript = (text: string): Transcript => ({ language: init.sourceLanguage, text });
  let asrMs = 0;
  const answer = (status: FragmentProcessed['status'], rest: Partial<FragmentProcessed> = {}): FragmentProcessed => {
    const timings = { queuedMs: 0, asrMs, totalMs: performance.now() - receivedMs };
    return { fragmentId, sequence, startPtsNs, endPtsNs, status, dubs: [], timings, ...rest };
  };
  try {
    const text = await hear(pcm, init.audio, {
      hearingMs,
      signal: AbortSignal.any([work.signal, late]),
      onHalf: (half) => onPartial(transcript(half), false),
    });
    asrMs = performance.now() - receivedMs;
    if (text === undefined) return answer('empty');
    onPartial(transcript(text), true);
    const dubs = init.targetLanguages.map((language) =>
      speak(pcm, init.audio, { language, text, to: init.replyAudio, maxMs: slot.maxMs }),
    );
    return answer('ok', { transcript: transcript(text), dubs });
  } catch (error) {
    const refusal = late.aborted ? new Refusal('DEADLINE_EXCEEDED', 'the deadline has passed') : asRefusal(error);
    return answer('failed', { error: refusal.info });
  }
}
