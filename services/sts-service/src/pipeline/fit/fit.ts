import type { AudioFormat } from '@dubbing/common';
import { speedFactorFor, type FitSlot } from './policy.js';
import { resample } from '../audio-thread/resample.js';
import { fromMono, toMono } from '../audio-thread/samples.js';
import type { Stretcher } from './stretch.js';
import { trimSilence } from './trim-silence.js';

export interface FitRequest {
  /** Mono, signed 16 bit, little endian. */
  readonly pcm: Uint8Array;
  readonly sampleRateHz: number;
  /** How many times faster than its natural pace it was spoken. Default 1. */
  readonly pace?: number;
  /** Absent: the speech keeps its natural pace. */
  readonly slot?: FitSlot;
  readonly reply: AudioFormat;
}

export interface FittedSpeech {
  /** In the format that the request asked for. Empty when the speech is silent. */
  readonly pcm: Buffer;
  readonly durationMs: number;
  /** Without the silence around it, at its natural pace. */
  readonly naturalDurationMs: number;
  /** Of the engine and of the stretching together. */
  readonly speedFactor: number;
}

/** Trims, fits to the slot, and converts to the reply's format. Blocks while it computes. */
export function fitSpeech(request: FitRequest, stretcher: Stretcher): FittedSpeech {
  const { sampleRateHz, pace = 1, slot, reply } = request;
  const speech = trimSilence(toMono(request.pcm, 1), sampleRateHz);
  const naturalDurationMs = (speech.length / sampleRateHz) * 1000 * pace;
  // Speech that is faster than it had to be stays so: nothing is slowed down.
  const speedFactor = Math.max(pace, slot === undefined ? 1 : speedFactorFor(naturalDurationMs, slot));
  const fitted = stretcher.stretch(speech, sampleRateHz, speedFactor / pace);
  const samples = resample(fitted, sampleRateHz, reply.sampleRateHz);
  return {
    pcm: fromMono(samples, reply.channels),
    durationMs: (samples.length / reply.sampleRateHz) * 1000,
    naturalDurationMs,
    speedFactor,
  };
}
