import { pcmOf } from '@dubbing/common';
import type { AudioFormatV1, Dub } from '@dubbing/contracts';

/** Each language speaks at a pitch of its own, so a listener and a test can tell them apart. */
const PITCHES_HZ = [140, 190, 240, 290];
const SYLLABLES_PER_S = 4;

/** A dub with speech-like sound: a buzz whose loudness comes and goes with the syllables. */
export function scriptedDub(language: string, text: string, durationMs: number, format: AudioFormatV1): Dub {
  const { sampleRateHz, channels } = format;
  const frames = Math.round((durationMs * sampleRateHz) / 1000);
  const pitchHz = PITCHES_HZ[[...language].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % PITCHES_HZ.length]!;
  const samples = new Int16Array(frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    const time = frame / sampleRateHz;
    const loudness = 0.5 - 0.5 * Math.cos(2 * Math.PI * SYLLABLES_PER_S * time);
    let value = 0;
    for (let harmonic = 1; harmonic <= 6; harmonic++)
      value += Math.sin(2 * Math.PI * pitchHz * harmonic * time) / harmonic;
    samples.fill(Math.round(9000 * loudness * value * 0.6), frame * channels, (frame + 1) * channels);
  }
  const lasts = (frames * 1000) / sampleRateHz;
  return {
    language,
    status: 'spoken',
    text,
    audio: pcmOf(samples),
    durationMs: lasts,
    naturalDurationMs: lasts,
    speedFactor: 1,
    engine: { translation: 'scripted', tts: 'scripted' },
    timings: { translationMs: 0, ttsMs: 0, fitMs: 0 },
  };
}
