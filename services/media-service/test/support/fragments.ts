import { nsToSamples, pcmOf } from '@dubbing/common';
import type { Dub, FragmentProcessed } from '@dubbing/contracts';
import type { Fragment } from '../../src/media/fragment.js';
import { sine } from './sound.js';

const MS = 1_000_000n;
const LONGEST_DUB_MS = 60_000;
const tone = pcmOf(sine(300, 0.3, LONGEST_DUB_MS * 48));

/** A fragment with speech over an interval in milliseconds. */
export function speechFragment(
  sequence: number,
  startMs: number,
  endMs: number,
  more: Partial<Fragment> = {},
): Fragment {
  const startPtsNs = BigInt(startMs) * MS;
  const endPtsNs = BigInt(endMs) * MS;
  return {
    fragmentId: `f${sequence}`,
    sequence,
    startPtsNs,
    endPtsNs,
    pcm16k: Buffer.alloc(2 * nsToSamples(endPtsNs - startPtsNs, 16_000)),
    isSpeech: true,
    pauseAfterMs: 100,
    speechLufs: -20,
    ...more,
  };
}

/** A dub that lasts so long (60 s at most), as a tone. */
export function spokenDub(language: string, durationMs: number, text = 'hola'): Dub {
  const audio = tone.subarray(0, durationMs * 96);
  return {
    language,
    status: 'spoken',
    text,
    audio,
    durationMs,
    naturalDurationMs: durationMs,
    speedFactor: 1,
    engine: { translation: 'scripted', tts: 'scripted' },
    timings: { translationMs: 0, ttsMs: 0, fitMs: 0 },
  };
}

export function replyTo(fragment: Fragment, dubs: Dub[], more: Partial<FragmentProcessed> = {}): FragmentProcessed {
  return {
    fragmentId: fragment.fragmentId,
    sequence: fragment.sequence,
    startPtsNs: fragment.startPtsNs.toString(),
    endPtsNs: fragment.endPtsNs.toString(),
    status: 'ok',
    transcript: { language: 'en', text: `said ${fragment.fragmentId}` },
    dubs,
    timings: { queuedMs: 0, asrMs: 0, totalMs: 0 },
    ...more,
  };
}
