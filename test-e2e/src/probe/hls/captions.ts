/** One caption on the output's timeline. */
export interface Caption {
  startMs: number;
  endMs: number;
  text: string;
}

/**
 * The captions of one WebVTT segment. `X-TIMESTAMP-MAP` says which time of MPEG-TS the segment's own time is
 * (RFC 8216, 3.5); without it they are the same.
 */
export function parseCaptions(text: string): Caption[] {
  const map = /^X-TIMESTAMP-MAP=(.*)$/m.exec(text)?.[1] ?? '';
  const localMs = timeMs(/LOCAL:([\d:.]+)/.exec(map)?.[1] ?? '00:00.000');
  const mpegMs = Number(/MPEGTS:(\d+)/.exec(map)?.[1] ?? 0) / 90;
  const shiftMs = mpegMs - localMs;
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const lines = block.split(/\r?\n/);
    const at = lines.findIndex((line) => line.includes('-->'));
    const [, from, to] = /([\d:.]+)\s+-->\s+([\d:.]+)/.exec(lines[at] ?? '') ?? [];
    if (from === undefined || to === undefined) return [];
    const words = lines
      .slice(at + 1)
      .join(' ')
      .replace(/<[^>]*>/g, '')
      .trim();
    return [{ startMs: timeMs(from) + shiftMs, endMs: timeMs(to) + shiftMs, text: words }];
  });
}

/** `00:01:02.500` or `01:02.500` */
function timeMs(text: string): number {
  const seconds = text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round(seconds * 1000);
}
