import { SAMPLE_RATE_HZ } from '../format.js';
import type { StereoTrack } from './track.js';

/** Each chord lasts 4 s and overlaps its neighbours, so 10 chords fill a 40 s unit. Notes are MIDI numbers. */
const CHORD_MS = 4_000;
const FADE_MS = 700;
const CHORDS: readonly (readonly number[])[] = [
  [33, 57, 60, 64],
  [29, 53, 57, 60],
  [36, 55, 60, 64],
  [31, 55, 59, 62],
  [33, 57, 60, 64],
  [38, 57, 62, 65],
  [29, 53, 57, 60],
  [36, 55, 60, 64],
  [28, 52, 56, 59],
  [31, 55, 59, 62],
];
/** Level of the overtones 1, 2 and 3: a soft, organ-like pad. */
const PARTIALS: readonly number[] = [1, 0.35, 0.12];
/**
 * The bed has to be heard and must not be heard as speech: the chord stays 25 dB below the voices, and most of
 * the bed's power is a bass below 130 Hz, where recognisers do not listen.
 */
const CHORD_AMPLITUDE = 0.0026;
const BASS_AMPLITUDE = 0.016;

/** Adds the music bed to a whole loop. It wraps round, so that the loop point cannot be heard. */
export function addMusic(track: StereoTrack): void {
  const chordSamples = (CHORD_MS * SAMPLE_RATE_HZ) / 1000;
  for (let start = 0, chord = 0; start < track.left.length; start += chordSamples, chord += 1) {
    const notes = CHORDS[chord % CHORDS.length] ?? [];
    notes.forEach((note, voice) => {
      // The first note is the bass: in the middle and without overtones. The others spread over both sides.
      if (voice === 0) addNote(track, start, chordSamples, { note, pan: 0, levels: [BASS_AMPLITUDE] });
      else
        addNote(track, start, chordSamples, {
          note,
          pan: (voice - 2) / 2,
          levels: PARTIALS.map((level) => level * CHORD_AMPLITUDE),
        });
    });
  }
}

interface Note {
  /** MIDI number. */
  note: number;
  /** −1 (left) to 1 (right). */
  pan: number;
  /** Amplitude of the fundamental and of each overtone. */
  levels: readonly number[];
}

function addNote(track: StereoTrack, start: number, samples: number, { note, pan, levels }: Note): void {
  const { left, right } = track;
  const fade = (FADE_MS * SAMPLE_RATE_HZ) / 1000;
  const total = samples + fade;
  levels.forEach((level, partial) => {
    const frequencyHz = 440 * 2 ** ((note - 69) / 12) * (partial + 1);
    const step = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
    // A rotating phasor costs two multiplications a sample where Math.sin would cost many.
    const [turnRe, turnIm] = [Math.cos(step), Math.sin(step)];
    let [re, im] = [1, 0];
    for (let n = 0; n < total; n += 1) {
      const edge = Math.min(1, n / fade, (total - n) / fade);
      const value = im * level * edge;
      const at = (start + n) % left.length;
      left[at] = (left[at] ?? 0) + value * (1 - pan);
      right[at] = (right[at] ?? 0) + value * (1 + pan);
      [re, im] = [re * turnRe - im * turnIm, re * turnIm + im * turnRe];
    }
  });
}
