import { DEFAULT_CUTS, requiredPauseMs, type CutSettings } from './cut-policy.js';
import { QuietestPoint } from './quietest-point.js';
import { VAD_FRAME_SAMPLES, VAD_SAMPLE_RATE_HZ } from './vad.js';

/** Speech begins at the upper threshold and ends below the lower one, so it does not flutter. */
const ONSET_PROBABILITY = 0.5;
const SPEECH_PROBABILITY = 0.35;
/** A single frame may be a click; two in a row are a voice. */
const ONSET_FRAMES = 2;
/** A forced cut leaves at least this share of the longest length behind it, so it does not shred the speech. */
const EARLIEST_FORCED_CUT = 0.35;

/** The end of one fragment and the start of the next, in samples at 16 kHz since the start. */
export interface Cut {
  readonly endSample: number;
  readonly isSpeech: boolean;
  /** Silence already seen behind the end, in samples. */
  readonly pauseAfterSamples: number;
}

interface Pause {
  readonly start: number;
  readonly end: number;
}

/** Decides where fragments end from one speech probability per frame. Pure: no audio is kept here, only sums. */
export class Fragmenter {
  readonly #leastTargetMs: number;
  #settings: CutSettings;
  readonly #quietest = new QuietestPoint();
  #position = 0;
  #start = 0;
  #speaking = false;
  #onsetFrames = 0;
  #quietSince: number | undefined;
  #pauses: Pause[] = [];

  constructor(settings: Partial<CutSettings> = {}) {
    this.#settings = { ...DEFAULT_CUTS, ...settings };
    this.#leastTargetMs = this.#settings.targetMs;
  }

  /** Takes effect on the fragment now growing. Kept between the target given at first and the hard maximum. */
  setTargetMs(targetMs: number): void {
    const { maxMs } = this.#settings;
    this.#settings = { ...this.#settings, targetMs: Math.min(Math.max(targetMs, this.#leastTargetMs), maxMs) };
  }

  /** Whether the fragment that grows at present holds speech. */
  get isSpeaking(): boolean {
    return this.#speaking;
  }

  /** @param frame 512 samples @returns the cuts that this frame makes certain, usually none */
  push(frame: Int16Array, probability: number): Cut[] {
    const frameStart = this.#position;
    this.#position += VAD_FRAME_SAMPLES;
    this.#quietest.push(frame);
    return this.#speaking ? this.#whileSpeaking(frameStart, probability) : this.#whileQuiet(frameStart, probability);
  }

  /** Ends the last fragment at `endSample`, which is the end of the sound. The fragmenter then starts afresh. */
  flush(endSample: number): Cut[] {
    const cut = { endSample, isSpeech: this.#speaking, pauseAfterSamples: 0 };
    const cuts = endSample > this.#start ? [cut] : [];
    this.#position = 0;
    this.#start = 0;
    this.#onsetFrames = 0;
    this.#quietest.reset();
    this.#fallQuiet();
    return cuts;
  }

  #whileQuiet(frameStart: number, probability: number): Cut[] {
    this.#onsetFrames = probability >= ONSET_PROBABILITY ? this.#onsetFrames + 1 : 0;
    const pad = samples(this.#settings.onsetPadMs);
    if (this.#onsetFrames >= ONSET_FRAMES) {
      const onset = frameStart - (ONSET_FRAMES - 1) * VAD_FRAME_SAMPLES;
      const cuts = this.#cutAt(Math.max(this.#start, onset - pad), false, 0);
      this.#speaking = true;
      return cuts;
    }
    // Silence is handed on in pieces, so it does not pile up; what an onset may still claim stays.
    const certain = this.#position - this.#onsetFrames * VAD_FRAME_SAMPLES - pad;
    if (certain - this.#start < samples(this.#settings.maxMs)) return [];
    return this.#cutAt(this.#start + samples(this.#settings.maxMs), false, 0);
  }

  #whileSpeaking(frameStart: number, probability: number): Cut[] {
    if (probability >= SPEECH_PROBABILITY) {
      if (this.#quietSince !== undefined) this.#pauses.push({ start: this.#quietSince, end: frameStart });
      this.#quietSince = undefined;
    } else {
      this.#quietSince ??= frameStart;
      const spokenMs = milliseconds(this.#quietSince - this.#start);
      const pauseMs = milliseconds(this.#position - this.#quietSince);
      if (pauseMs >= requiredPauseMs(spokenMs, this.#settings)) return this.#cutInPause(this.#quietSince);
    }
    if (this.#position - this.#start < samples(this.#settings.maxMs)) return [];
    return this.#cutByForce();
  }

  #cutInPause(pauseStart: number): Cut[] {
    const limit = this.#start + samples(this.#settings.maxMs);
    const end = Math.min(pauseStart + samples(this.#settings.trailingPadMs), this.#position, limit);
    const cuts = this.#cutAt(end, true, this.#position - end);
    this.#fallQuiet();
    return cuts;
  }

  /** At the hard maximum: in the longest pause there was, however short, else where the sound is weakest. */
  #cutByForce(): Cut[] {
    const limit = this.#start + samples(this.#settings.maxMs);
    const earliest = this.#start + EARLIEST_FORCED_CUT * samples(this.#settings.maxMs);
    const current = this.#quietSince === undefined ? [] : [{ start: this.#quietSince, end: this.#position }];
    const pauses = [...this.#pauses, ...current].filter((pause) => middle(pause) >= earliest && middle(pause) <= limit);
    const longest = pauses.reduce<Pause | undefined>((a, b) => (a && length(a) >= length(b) ? a : b), undefined);
    if (longest !== undefined && longest === current[0]) return this.#cutInPause(longest.start);
    const end = longest ? middle(longest) : this.#quietest.between(earliest, limit);
    const cuts = this.#cutAt(end, true, longest ? longest.end - end : 0);
    this.#pauses = this.#pauses.filter((pause) => pause.start >= end);
    if (this.#quietSince !== undefined) this.#quietSince = Math.max(this.#quietSince, end);
    return cuts;
  }

  #cutAt(endSample: number, isSpeech: boolean, pauseAfterSamples: number): Cut[] {
    if (endSample <= this.#start) return [];
    this.#start = endSample;
    this.#quietest.forget(endSample);
    return [{ endSample, isSpeech, pauseAfterSamples }];
  }

  #fallQuiet(): void {
    this.#speaking = false;
    this.#onsetFrames = 0;
    this.#quietSince = undefined;
    this.#pauses = [];
  }
}

function length({ start, end }: Pause): number {
  return end - start;
}

function middle({ start, end }: Pause): number {
  return Math.floor((start + end) / 2);
}

function samples(durationMs: number): number {
  return Math.round((durationMs * VAD_SAMPLE_RATE_HZ) / 1000);
}

function milliseconds(sampleCount: number): number {
  return (sampleCount * 1000) / VAD_SAMPLE_RATE_HZ;
}
