import { wrapText } from '../../programme/picture/wrap-text.js';
import { Raster, type Rgb } from './raster.js';
import type { Timeline, TimelineFragment } from './model.js';

const BACKGROUND: Rgb = [18, 22, 28];
const BAND: Rgb = [26, 32, 40];
const LANE: Rgb = [33, 40, 50];
const GRID: Rgb = [52, 61, 74];
const TEXT: Rgb = [226, 232, 240];
const DIM: Rgb = [140, 152, 168];
const ORIGINAL: Rgb = [110, 148, 196];
const OUTPUT: Rgb = [94, 190, 178];
const FAULT: Rgb = [248, 81, 73];
const NOTE: Rgb = [210, 168, 60];
const CAPTION: Rgb = [60, 72, 90];

/** Green was dubbed as meant; the warm colours are what a viewer heard the original of. */
const outcomeColours: Readonly<Record<TimelineFragment['outcome'], Rgb>> = {
  spoken: [63, 160, 90],
  empty: [88, 98, 112],
  late: [214, 120, 40],
  failed: [200, 62, 62],
  skipped: [150, 98, 200],
  fallback: [196, 160, 50],
};

const WIDTH = 2_400;
const MARGIN = 24;
/** Where the lanes begin: their names stand left of it. */
const LEFT = 130;
const DOT = 2;
const SMALL = 14 + 4;
const HEAD_HEIGHT = 132;
/** A band shows this much time; a long output has wider ones, so that there are not more than so many. */
const BAND_MS = 30_000;
const MOST_BANDS = 24;

/** A peak of this level is not drawn. */
const SOFTEST_DB = -50;

/** Heights of what lies in a band, from top to bottom. */
const AXIS = 40;
const WAVE = 84;
const BARS = 96;
const CAPTIONS = 64;
const GAP = 6;
const FOOT = 26;

/** Draws a timeline in bands, like lines of a page, and gives it back as PNG. */
export function drawTimeline(timeline: Timeline): Buffer {
  const lengthMs = Math.max(1, timeline.endMs - timeline.startMs);
  const bandMs = Math.max(Math.min(BAND_MS, lengthMs), lengthMs / MOST_BANDS);
  const bands = Math.ceil(lengthMs / bandMs - 1e-6);
  const lanes = lanesOf(timeline);
  const raster = new Raster(WIDTH, HEAD_HEIGHT + bands * lanes.height + MARGIN, BACKGROUND);
  head(raster, timeline);
  const columns = WIDTH - LEFT - MARGIN;
  // One waveform of all bands, so that the sound is read once.
  const all = Math.round((columns * lengthMs) / bandMs);
  const output = timeline.output(all);
  const reference = timeline.reference?.(all);
  for (let index = 0; index < bands; index += 1) {
    const band = new Band(raster, lanes, HEAD_HEIGHT + index * lanes.height, timeline.startMs + index * bandMs, bandMs);
    const slice = (peaks: Float32Array): Float32Array => peaks.subarray(index * columns, (index + 1) * columns);
    band.draw(timeline, slice(output), reference && slice(reference));
  }
  return raster.toPng();
}

/** Where each lane lies in a band; those that have nothing to show are left out. */
interface Lanes {
  source?: number;
  output: number;
  dub?: number;
  captions?: number;
  bottom: number;
  height: number;
}

function lanesOf({ reference, fragments, captions }: Timeline): Lanes {
  let y = AXIS;
  const take = (height: number): number => {
    const at = y;
    y += height + GAP;
    return at;
  };
  const lanes = {
    ...(reference === undefined ? {} : { source: take(WAVE) }),
    output: take(WAVE),
    ...(fragments.length === 0 ? {} : { dub: take(BARS) }),
    ...(captions.length === 0 ? {} : { captions: take(CAPTIONS) }),
  };
  return { ...lanes, bottom: y - GAP, height: y - GAP + FOOT };
}

function head(raster: Raster, { title, subtitle }: Timeline): void {
  raster.text(MARGIN, 22, title, 3, TEXT);
  raster.text(MARGIN, 58, subtitle, DOT, DIM);
  let x = MARGIN;
  const legend: [string, Rgb][] = [
    ['original', ORIGINAL],
    ['output', OUTPUT],
    ...Object.entries(outcomeColours),
    ['caption', CAPTION],
    ['fault', FAULT],
    ['note', NOTE],
  ];
  for (const [name, colour] of legend) {
    raster.fill(x, 92, 22, 14, colour);
    raster.text(x + 30, 92, name, DOT, DIM);
    x += 30 + Raster.textWidth(name, DOT) + 26;
  }
}

class Band {
  readonly #pxPerMs: number;

  constructor(
    private readonly raster: Raster,
    private readonly lanes: Lanes,
    private readonly top: number,
    private readonly startMs: number,
    private readonly lengthMs: number,
  ) {
    this.#pxPerMs = (WIDTH - LEFT - MARGIN) / lengthMs;
  }

  draw(timeline: Timeline, output: Float32Array, reference: Float32Array | undefined): void {
    const { source, dub, captions, height } = this.lanes;
    const bottom = this.top + this.lanes.bottom;
    this.raster.fill(0, this.top, WIDTH, height - 12, BAND);
    this.#axis(bottom);
    if (source !== undefined) this.#wave('source', this.top + source, reference, ORIGINAL);
    this.#wave('output', this.top + this.lanes.output, output, OUTPUT);
    if (dub !== undefined) this.#lane('dub', this.top + dub, BARS);
    if (captions !== undefined) this.#lane('captions', this.top + captions, CAPTIONS);
    const inBand = <T extends { startMs: number; endMs: number }>(items: readonly T[]): T[] =>
      items.filter(({ startMs, endMs }) => endMs > this.startMs && startMs < this.startMs + this.lengthMs);
    for (const gap of inBand(timeline.gaps)) this.#gap(gap, bottom);
    for (const fragment of inBand(timeline.fragments.map((one) => ({ ...one, ...extentOf(one) }))))
      this.#fragment(fragment, this.top + (dub ?? 0));
    for (const caption of inBand(timeline.captions)) this.#caption(caption, this.top + (captions ?? 0));
    this.#pairs(timeline);
    this.#marks(timeline, bottom);
  }

  #x(ms: number): number {
    return LEFT + (ms - this.startMs) * this.#pxPerMs;
  }

  /** An interval as far as it lies in the band. */
  #span(startMs: number, endMs: number): { x: number; width: number } {
    const x = Math.max(LEFT, this.#x(startMs));
    const right = Math.min(WIDTH - MARGIN, this.#x(endMs));
    return { x, width: Math.max(2, right - x) };
  }

  #isIn(ms: number): boolean {
    return ms >= this.startMs && ms < this.startMs + this.lengthMs;
  }

  #lane(name: string, y: number, height: number): void {
    this.raster.fill(LEFT, y, WIDTH - LEFT - MARGIN, height, LANE, 0.6);
    this.raster.text(MARGIN, y + height / 2 - 7, name, DOT, DIM);
  }

  #axis(bottom: number): void {
    const stepMs =
      [1, 2, 5, 10, 30, 60, 300, 600].map((s) => s * 1000).find((ms) => ms * this.#pxPerMs >= 110) ?? 3_600_000;
    const first = Math.ceil(this.startMs / stepMs) * stepMs;
    for (let ms = first; this.#isIn(ms); ms += stepMs) {
      const x = this.#x(ms);
      this.raster.fill(x, this.top + AXIS - 6, 1, bottom - this.top - AXIS + 6, GRID);
      const label = clock(ms);
      if (x + Raster.textWidth(label, DOT) < WIDTH) this.raster.text(x + 4, this.top + 14, label, DOT, DIM);
    }
  }

  #wave(name: string, y: number, peaks: Float32Array | undefined, colour: Rgb): void {
    this.#lane(name, y, WAVE);
    const middle = y + WAVE / 2;
    this.raster.fill(LEFT, middle, WIDTH - LEFT - MARGIN, 1, GRID);
    peaks?.forEach((peak, column) => {
      // In decibels, so that the bed under a voice can be seen.
      const half = Math.max(0, 1 + (20 * Math.log10(peak)) / -SOFTEST_DB) * (WAVE / 2 - 2);
      if (half >= 0.5) this.raster.fill(LEFT + column, middle - half, 1, 2 * half, colour);
    });
  }

  #fragment(fragment: TimelineFragment, y: number): void {
    const colour = outcomeColours[fragment.outcome];
    const source = this.#span(fragment.startMs, fragment.endMs);
    // Where the original speaks: a thin bar over where the dub was placed.
    this.raster.fill(source.x, y + 2, source.width, 8, ORIGINAL, 0.8);
    const { dubStartMs = fragment.startMs, dubEndMs = fragment.endMs } = fragment;
    const dub = this.#span(dubStartMs, dubEndMs);
    const isPlaced = fragment.dubStartMs !== undefined;
    this.raster.fill(dub.x, y + 14, dub.width - 1, BARS - 16, colour, isPlaced ? 0.85 : 0.35);
    this.raster.frame(dub.x, y + 14, dub.width - 1, BARS - 16, colour);
    const { outcome, text, transcript = '' } = fragment;
    const label = text ?? (outcome === 'spoken' ? transcript : `${outcome}: ${transcript}`);
    this.#block(label, dub.x + 5, y + 20, dub.width - 8, 4);
  }

  #caption({ startMs, endMs, text }: Timeline['captions'][number], y: number): void {
    const { x, width } = this.#span(startMs, endMs);
    this.raster.fill(x, y + 2, width - 1, CAPTIONS - 4, CAPTION);
    this.#block(text, x + 5, y + 6, width - 8, 3);
  }

  /** As much of a text as a box of so many lines takes. */
  #block(text: string, x: number, y: number, width: number, lines: number): void {
    const columns = Math.floor(width / Raster.textWidth('x', DOT));
    if (columns < 3) return;
    const wrapped = wrapText(text, columns);
    wrapped.slice(0, lines).forEach((line, row) => {
      const isCut = row === lines - 1 && wrapped.length > lines;
      const shown = isCut ? `${line.slice(0, columns - 2)}..` : line.slice(0, columns);
      this.raster.text(x, y + row * SMALL, shown, DOT, TEXT);
    });
  }

  #gap({ startMs, endMs }: Timeline['gaps'][number], bottom: number): void {
    const { x, width } = this.#span(startMs, endMs);
    this.raster.fill(x, this.top + AXIS, width, bottom - this.top - AXIS, FAULT, 0.3);
  }

  #pairs({ pairs }: Timeline): void {
    const [top, bottom] = [this.top + AXIS, this.top + this.lanes.output + WAVE];
    let freeFrom = 0;
    for (const { atMs, offsetMs } of pairs) {
      if (!this.#isIn(atMs)) continue;
      const x = this.#x(atMs);
      this.raster.fill(x, top, 2, bottom - top, TEXT, 0.7);
      const label = `a/v ${offsetMs >= 0 ? '+' : ''}${offsetMs.toFixed(1)}`;
      const width = Raster.textWidth(label, DOT);
      if (x < freeFrom || x + width + 12 > WIDTH - MARGIN) continue;
      // On a ground of its own, since the sound is drawn where it stands.
      this.raster.fill(x + 2, bottom - SMALL - 4, width + 8, SMALL + 4, BACKGROUND, 0.8);
      this.raster.text(x + 6, bottom - SMALL, label, DOT, TEXT);
      freeFrom = x + width + 12;
    }
  }

  #marks({ marks }: Timeline, bottom: number): void {
    let freeFrom = 0;
    for (const { atMs, label, isError } of marks) {
      if (!this.#isIn(atMs)) continue;
      const x = this.#x(atMs);
      const colour = isError ? FAULT : NOTE;
      this.raster.fill(x - 1, this.top + AXIS - 6, 3, bottom - this.top - AXIS + 8, colour, 0.8);
      // A label that would lie over the one before it is left out; the line stays.
      if (x < freeFrom) continue;
      this.raster.text(x + 4, bottom + 4, label, DOT, colour);
      freeFrom = x + Raster.textWidth(label, DOT) + 12;
    }
  }
}

/** From where the original begins to where the dub ends. */
function extentOf({ startMs, endMs, dubStartMs, dubEndMs }: TimelineFragment): { startMs: number; endMs: number } {
  return { startMs: Math.min(startMs, dubStartMs ?? startMs), endMs: Math.max(endMs, dubEndMs ?? endMs) };
}

function clock(ms: number): string {
  const total = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
