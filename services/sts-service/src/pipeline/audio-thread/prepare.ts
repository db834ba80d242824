import type { AudioFormat } from '@dubbing/common';
import { resample } from './resample.js';
import { fromMono, toMono } from './samples.js';

/** What recognizers hear, in hertz. */
export const recognizerRateHz = 16_000;

export interface PrepareRequest {
  /** Interleaved, signed 16 bit, little endian. */
  readonly pcm: Uint8Array;
  readonly audio: AudioFormat;
}

export function isPrepared(audio: AudioFormat): boolean {
  return audio.sampleRateHz === recognizerRateHz && audio.channels === 1;
}

/** The sound as recognizers want it: 16 kHz, mono. Blocks while it computes. */
export function prepareForRecognizer({ pcm, audio }: PrepareRequest): Buffer {
  return fromMono(resample(toMono(pcm, audio.channels), audio.sampleRateHz, recognizerRateHz), 1);
}
