import type { DubbingError } from '@dubbing/common';
import {
  FragmentProcessed,
  StageTimings,
  create,
  errorInfoOf,
  type AudioFormatV1,
  type FragmentData,
  type Transcript,
} from '@dubbing/contracts';
import { stsError } from '../errors.js';
import type { ChosenEngines } from '../pipeline/choose-engines.js';
import type { Pipeline, PipelineResult } from '../pipeline/pipeline.js';
import { elapsedMs } from '../pipeline/stage-clock.js';
import type { Gate } from './gate.js';
import { PartialTranscripts, type PartialOptions } from './partial-transcripts.js';

/**
 * The reply has to travel before its deadline, so the work ends this much earlier, and languages
 * that are done by then still arrive in time. In milliseconds.
 */
const replyMarginMs = 100;

/** What the fragments of a session have in common. */
export interface JobContext {
  readonly sessionId: string;
  readonly sourceLanguage: string;
  readonly audio: AudioFormatV1;
  readonly replyAudio: AudioFormatV1;
  readonly engines: ChosenEngines;
  readonly pipeline: Pipeline;
  readonly gate: Gate;
  /** Whether transcripts that grow were agreed on, with whoever is connected, or was last. */
  agreedPartials(): boolean;
  /** What the growing transcript of a fragment goes through. */
  readonly partials: PartialOptions;
}

/** The work on one fragment, from its receipt to its reply. */
export class FragmentJob {
  readonly #fragment: FragmentData;
  readonly #context: JobContext;
  readonly #aborter = new AbortController();
  readonly #partials: PartialTranscripts;
  readonly #receivedMs = performance.now();

  constructor(fragment: FragmentData, context: JobContext) {
    this.#fragment = fragment;
    this.#context = context;
    this.#partials = new PartialTranscripts(fragment, context.partials);
  }

  /** Ends the work early; the reply then says why. The first reason wins. */
  abort(reason: DubbingError): void {
    this.#partials.close();
    this.#aborter.abort(reason);
  }

  /** The reply. Never rejects, and is never later than the deadline. */
  async run(): Promise<FragmentProcessed> {
    const { deadlineMs } = this.#fragment;
    const workMs = Math.max(deadlineMs - replyMarginMs, deadlineMs / 2);
    const timer = setTimeout(() => {
      this.abort(stsError('DEADLINE_EXCEEDED', `not done within the ${deadlineMs} ms of the fragment`));
    }, workMs);
    let queuedMs: number | undefined;
    try {
      const result = await this.#context.gate.run(() => {
        queuedMs = elapsedMs(this.#receivedMs);
        return this.#process(this.#receivedMs + workMs);
      }, this.#aborter.signal);
      return this.#reply(result, queuedMs ?? 0);
    } catch (error) {
      const failure = { dubs: [], asrMs: 0, error: errorInfoOf(error, 'INTERNAL') };
      return this.#reply({ status: 'failed', ...failure }, queuedMs ?? elapsedMs(this.#receivedMs));
    } finally {
      this.#partials.close();
      clearTimeout(timer);
    }
  }

  #process(deadlineAtMs: number): Promise<PipelineResult> {
    const { sessionId, sourceLanguage, audio, replyAudio, engines, pipeline, agreedPartials } = this.#context;
    const { pcm, slot } = this.#fragment;
    const { signal } = this.#aborter;
    const sound = { pcm, audio, sourceLanguage, slot, reply: replyAudio };
    const heard = {
      onTranscript: (transcript: Transcript) => {
        this.#partials.finish(transcript);
      },
      // Who comes later and wants them has the final one of this fragment at least.
      ...(agreedPartials() && {
        onPartial: (text: string) => {
          this.#partials.tell(text);
        },
      }),
    };
    return pipeline.process({ sessionKey: sessionId, ...sound, ...heard, deadlineAtMs, signal }, engines);
  }

  #reply({ asrMs, ...result }: PipelineResult, queuedMs: number): FragmentProcessed {
    const { fragmentId, sequence, startPtsNs, endPtsNs } = this.#fragment;
    const totalMs = elapsedMs(this.#receivedMs);
    return create(FragmentProcessed, {
      fragmentId,
      sequence,
      startPtsNs,
      endPtsNs,
      ...result,
      dubs: [...result.dubs],
      timings: create(StageTimings, { queuedMs, asrMs, totalMs }),
    });
  }
}
