/** A stretch of the transcript between two timestamps. Times in seconds from the beginning of the window. */
export interface TokenSegment {
  readonly startS: number;
  readonly endS: number;
  readonly tokens: readonly number[];
}

const secondsPerStep = 0.02;

/**
 * Cuts a transcript at its timestamps. Text without an end lasts until the next beginning, or as
 * long as the sound; a transcript without timestamps is one segment.
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
    if (words.length > 0) segments.push({ startS: Math.min(startS, endS), endS, tokens: words });
    words = [];
  };
  for (const token of chosen) {
    if (token >= firstTimestamp) {
      const atS = Math.min((token - firstTimestamp) * secondsPerStep, durationS);
      close(atS);
      startS = atS;
    } else if (token < end) {
      words.push(token);
    }
  }
  close(durationS);
  return segments;
}
