import { toolLines } from '../../process/tool-lines.js';
import { specifier, unwrapped, type MediaTrack, type TrackPart } from '../media/track.js';

/** A flash is at least this bright on average, and this much brighter than the frame before it. */
const FLASH_LUMA = 150;
const RISE_LUMA = 50;
/** What stays bright for longer is a bright scene. */
const LONGEST_FLASH_MS = 600;

/** Presentation times, in milliseconds, of the first frame of every white flash. Frames are decoded one by one and forgotten. */
export async function findFlashes(track: MediaTrack): Promise<number[]> {
  const finder = new FlashFinder();
  let nearMs: number | undefined;
  for (const part of track.parts) {
    for await (const { ptsMs, luma } of lumas(track, part)) {
      const placedMs = track.wraps ? unwrapped(ptsMs, nearMs ?? ptsMs) : ptsMs;
      nearMs = placedMs;
      finder.frame(placedMs, luma);
    }
  }
  return finder.end();
}

async function* lumas(
  track: MediaTrack,
  { file, shiftMs }: TrackPart,
): AsyncGenerator<{ ptsMs: number; luma: number }> {
  const filter =
    'scale=64:36:flags=area,format=gray,settb=1/1000000,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-';
  const map = ['-map', `0:${specifier(track)}`, '-vf', filter, '-f', 'null', '-'];
  let ptsMs = 0;
  for await (const line of toolLines('ffmpeg', ['-v', 'error', '-an', '-copyts', '-i', file, ...map])) {
    // The time in seconds is printed with six digits, too few after an hour; the ticks are microseconds here.
    const microseconds = /pts:(-?\d+)/.exec(line)?.[1];
    if (microseconds !== undefined) ptsMs = Number(microseconds) / 1000 + shiftMs;
    const luma = /YAVG=(\S+)/.exec(line)?.[1];
    if (luma !== undefined) yield { ptsMs, luma: Number(luma) };
  }
}

class FlashFinder {
  readonly #flashes: number[] = [];
  #open: { startMs: number; fromLuma: number; luma: number } | undefined;
  #lastLuma: number | undefined;

  frame(ptsMs: number, luma: number): void {
    const open = this.#open;
    if (open !== undefined) {
      if (ptsMs - open.startMs > LONGEST_FLASH_MS) this.#open = undefined;
      else if (luma < (open.fromLuma + open.luma) / 2) {
        this.#flashes.push(open.startMs);
        this.#open = undefined;
      }
    } else if (this.#lastLuma !== undefined && luma >= FLASH_LUMA && luma - this.#lastLuma >= RISE_LUMA) {
      this.#open = { startMs: ptsMs, fromLuma: this.#lastLuma, luma };
    }
    this.#lastLuma = luma;
  }

  /** A flash with which the recording ends is one as well. */
  end(): number[] {
    if (this.#open !== undefined) this.#flashes.push(this.#open.startMs);
    return this.#flashes;
  }
}
