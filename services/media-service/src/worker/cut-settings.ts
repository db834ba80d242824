import type { StreamSpec } from './stream-spec.js';

/** Longest fragment as a share of the programme delay: the rest is for the engines. */
const LONGEST_SHARE = 0.625;
const TARGET_SHARE = 0.6;
const USUAL = { targetMs: 3000, maxMs: 5000 } as const;
/** Shorter pieces are no sentences any more, whatever the delay is. */
const LEAST_MAX_MS = 1200;

/**
 * How long fragments may be. A dub that lies under its own picture has to be there before the first word of its fragment
 * goes out, so with a short delay long fragments could never be dubbed. One that trails may come later.
 */
export function cutSettings({ mode, delayMs }: Pick<StreamSpec, 'mode' | 'delayMs'>): {
  targetMs: number;
  maxMs: number;
} {
  if (mode === 'interpreter') return { ...USUAL };
  const maxMs = Math.min(USUAL.maxMs, Math.max(LEAST_MAX_MS, LONGEST_SHARE * delayMs));
  return { targetMs: Math.min(USUAL.targetMs, TARGET_SHARE * maxMs), maxMs };
}
