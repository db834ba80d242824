import { bytesPerSample, decodeWav, int16View, pcmOf } from '@dubbing/common';
import { stsError } from '../../errors.js';
import type { RemoteAnswer } from './endpoint.js';

export type SpeechFormat = 'pcm' | 'wav';

export interface Sound {
  /** Mono, s16le. */
  readonly pcm: Buffer;
  readonly sampleRateHz: number;
}

/** OpenAI's `pcm`: mono, s16le. */
const pcmRateHz = 24_000;

/** Types under which servers send what is no sound, whatever was asked for. */
const notSound = /^(text\/|application\/(json|problem\+json|xml|xhtml))/;

const rates = { least: 8000, most: 96_000 };

/** @throws DubbingError ENGINE_FAILED when the answer is no sound, or not the one that was asked for. */
export function soundOfAnswer({ body, type }: RemoteAnswer, format: SpeechFormat, engine: string): Sound {
  const bad = (what: string, cause?: unknown) =>
    stsError('ENGINE_FAILED', `the remote engine ${engine} answered with ${what}`, { source: engine, cause });
  if (notSound.test(type)) throw bad(`${type} in place of sound`);
  // Some servers send a WAV file whatever was asked for, and its header would be heard as a click.
  const isWav = body.subarray(0, 4).toString('latin1') === 'RIFF';
  if (!isWav) {
    if (format === 'wav') throw bad('something that is no WAV file');
    if (body.length % bytesPerSample !== 0) throw bad('half a sample at the end of its sound');
    return { pcm: body, sampleRateHz: pcmRateHz };
  }
  try {
    const { pcm, format: told } = decodeWav(body);
    if (told.sampleRateHz < rates.least || told.sampleRateHz > rates.most) throw bad(`${told.sampleRateHz} Hz`);
    return { pcm: mono(pcm, told.channels), sampleRateHz: told.sampleRateHz };
  } catch (cause) {
    throw bad('a WAV file that cannot be read', cause);
  }
}

function mono(pcm: Buffer, channels: number): Buffer {
  if (channels === 1) return pcm;
  const samples = int16View(pcm);
  const mixed = new Int16Array(Math.floor(samples.length / channels));
  for (let at = 0; at < mixed.length; at += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += samples[at * channels + channel] ?? 0;
    mixed[at] = Math.round(sum / channels);
  }
  return pcmOf(mixed);
}
