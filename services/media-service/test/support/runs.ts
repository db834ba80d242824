import type { FragmentRun, LanguageRun } from '../../src/media/as-run.js';

/** Every field that can be set, so that what is told of them can be held against them. */
export const fullLanguageRun: Required<LanguageRun> = {
  language: 'es',
  outcome: 'spoken',
  text: 'Buenas tardes',
  placedStartPtsNs: 61_000_000_000n,
  placedEndPtsNs: 63_200_000_000n,
  lagMs: 0,
  speedFactor: 1.08,
  reason: 'DEADLINE_EXCEEDED',
  detail: 'the engine needed too long',
  engines: { translation: 'opus-mt-en-es', tts: 'vits-es' },
  timings: { translationMs: 120, ttsMs: 340, fitMs: 15 },
};

export const fullFragmentRun: Required<FragmentRun> = {
  fragmentId: 'f17',
  sequence: 17,
  startPtsNs: 61_000_000_000n,
  endPtsNs: 63_400_000_000n,
  transcript: 'Good evening',
  confidence: 0.93,
  engines: { asr: 'whisper-base' },
  replyMs: 1204,
  timings: { queuedMs: 2, asrMs: 610, totalMs: 1190 },
  languages: [fullLanguageRun],
};
