import type { CodedFrame } from '../media/slices.js';

/** How many candidates are weighed and over how many frames, where a picture occurs more than once. */
const MOST_CANDIDATES = 500;
const WEIGHED_FRAMES = 60;

/** The reference's coded pictures in decode order, as an endless loop. */
export class Reference {
  readonly #places = new Map<string, number[]>();
  /** How long one loop lasts: from the first picture to one step after the last. */
  readonly loopMs: number;

  constructor(private readonly frames: readonly CodedFrame[]) {
    frames.forEach(({ hash }, place) => {
      const places = this.#places.get(hash);
      if (places === undefined) this.#places.set(hash, [place]);
      else places.push(place);
    });
    const times = Float64Array.from(frames, ({ ptsMs }) => ptsMs).sort();
    const lengthMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
    this.loopMs = lengthMs + lengthMs / Math.max(1, frames.length - 1);
  }

  get length(): number {
    return this.frames.length;
  }

  has(hash: string): boolean {
    return this.#places.has(hash);
  }

  /** Whether the picture of this place is this one. Places run on over the loops, and before the first. */
  isAt(place: number, hash: string): boolean {
    return this.frames[modulo(place, this.length)]?.hash === hash;
  }

  /** When the picture of this place is shown, with the loops counted. */
  timeMs(place: number): number {
    const loop = Math.floor(place / this.length);
    return (this.frames[modulo(place, this.length)]?.ptsMs ?? 0) + loop * this.loopMs;
  }

  /** The nearest places of a picture from `due` on, and before it. */
  around(due: number, hash: string): { after: number; before: number } | undefined {
    const places = this.#places.get(hash);
    if (places === undefined) return undefined;
    let [forward, back] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const place of places) {
      const distance = modulo(place - due, this.length);
      forward = Math.min(forward, distance);
      back = Math.min(back, this.length - distance);
    }
    return { after: due + forward, before: due - back };
  }

  /** The place of the first of these frames; where it is not the reference's, the place it would have. */
  placeOfFirst(frames: readonly CodedFrame[]): number | undefined {
    const first = frames.findIndex(({ hash }) => this.has(hash));
    if (first < 0) return undefined;
    const window = frames.slice(first, first + WEIGHED_FRAMES);
    const candidates = (this.#places.get(window[0]?.hash ?? '') ?? []).slice(0, MOST_CANDIDATES);
    let best = { place: 0, weight: -1 };
    for (const place of candidates) {
      const weight = window.filter(({ hash }, index) => this.isAt(place + index, hash)).length;
      if (weight > best.weight) best = { place, weight };
    }
    return best.place - first;
  }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
