/** A stretch of the transcript between two timestamps. Times in seconds from the beginning of the window. */
export interface TokenSegment {
  readonly startS: number;
  readonly endS: number;
  readonly tokens: readonly number[];
}

const secondsPerStep = 0.02;

/**
 * Cuts a transcript at its timestamps. Text without an end lasts as long as the sound; a transcript
 * without timestamps is one segment. What begins behind the end of the sound is left out: nobody said
 * it.
 *
 * @param chosen what stands behind the language and the task; the end token is not in it.
 * @param end of text: tokens from this number on are no words.
 */
export function segmentsOf(
  chosen: readonly number[],
  { end, firstTimestamp }: { readonly end: number; readonly firstTimestamp: number },
  durationS: number,
): TokenSegment[] {
  const segments: TokenSegment[] = [];
  let startS = 0;
  let words: number[] = [];
  const close = (endS: number): void => {
    const isHeard = words.length > 0 && startS < durationS;
    if (isHeard) segments.push({ startS: Math.min(startS, endS), endS: Math.min(endS, durationS), tokens: words });
    words = [];
  };
  for (const token of chosen) {
    if (token >= firstTimestamp) {
      const atS = (token - firstTimestamp) * secondsPerStep;
      close(atS);
      startS = atS;
    } else if (token < end) {
      words.push(token);
    }
  }
  close(durationS);
  return segments;
}
