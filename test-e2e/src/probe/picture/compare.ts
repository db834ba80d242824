import type { CodedFrame } from '../media/slices.js';
import { distributionOf, type Distribution } from '../report/distribution.js';
import { Reference } from './reference.js';

/** A run of frames to which the same happened. */
export interface PictureEvent {
  /** Time in the output: of the first such frame, or at which it would have been shown. */
  atMs: number;
  /** Time in the reference, within one loop of it; absent for frames that are not the reference's. */
  referenceMs?: number;
  frames: number;
}

export interface PictureReport {
  /** Frames of the output. */
  frames: number;
  /** Frames whose slices are, byte for byte, those of the reference frame that is due in their place. */
  identical: number;
  /** Frames of the reference that are missing between the output's first and last frame. */
  lost: number;
  /** Frames that were there before. */
  repeated: number;
  /** Frames in the place of a reference frame, with other slices. */
  altered: number;
  /** Frames between two frames that follow one another in the reference. */
  inserted: number;
  /** Frames that come after a frame that they come before in the reference. */
  reordered: number;
  /** Frames lost within a few frames of either end: what a recording that was cut there lacks. They are not counted as lost. */
  lostAtEdges: number;
  /** How long the reference lasts, and so after which time it begins again. */
  loopMs: number;
  /** Whether the output goes on from the reference's last frame to its first. */
  loops: boolean;
  /** Frames of the reference before the output's first and after its last; 0 when it loops. */
  beforeFirst: number;
  afterLast: number;
  events: {
    lost: PictureEvent[];
    repeated: PictureEvent[];
    altered: PictureEvent[];
    inserted: PictureEvent[];
    reordered: PictureEvent[];
  };
  /**
   * Time in the output minus time in the reference (in its first loop): the median over the first frames that are the
   * reference's. Undefined when none is.
   */
  offsetMs: number | undefined;
  /** The same of every identical frame, with the loops counted: one value when every frame has kept its time. */
  offset: Distribution | undefined;
  /** Where that changes from one frame to the next by more than rounding, and by how much (positive: later). */
  offsetSteps: { atMs: number; sizeMs: number }[];
}

/** A recording cut amid a group of pictures lacks at most this many frames near the cut. */
const EDGE_FRAMES = 8;
/** The first frame alone may be off. */
const BEGINNING_FRAMES = 50;
/** Timestamps in whole milliseconds, twice rounded. */
const ROUNDING_MS = 3;

type Kind = keyof PictureReport['events'];

/**
 * Compares the coded pictures of an output with its reference, frame for frame in decode order. Where the output begins
 * in the reference is told by the pictures themselves; an output that goes on over the reference's end begins it again.
 */
export function comparePicture(output: readonly CodedFrame[], source: readonly CodedFrame[]): PictureReport {
  return new Comparison(output, new Reference(source)).report();
}

class Comparison {
  readonly #counts: Record<Kind | 'identical' | 'lostAtEdges', number> = {
    identical: 0,
    lost: 0,
    repeated: 0,
    altered: 0,
    inserted: 0,
    reordered: 0,
    lostAtEdges: 0,
  };
  readonly #events: PictureReport['events'] = { lost: [], repeated: [], altered: [], inserted: [], reordered: [] };
  readonly #offsets: number[] = [];
  readonly #offsetSteps: PictureReport['offsetSteps'] = [];
  /** Places that were passed over, with the event that told it. */
  readonly #missing = new Map<number, PictureEvent>();
  /** Places that a frame with other slices stands in, with its event. */
  readonly #replaced = new Map<number, PictureEvent>();
  #due: number;
  #last: { kind: Kind | 'identical'; atMs: number; place: number } | undefined;

  constructor(
    private readonly output: readonly CodedFrame[],
    private readonly reference: Reference,
  ) {
    this.#due = reference.placeOfFirst(output) ?? 0;
  }

  report(): PictureReport {
    const first = this.#due;
    const isForeign = this.reference.placeOfFirst(this.output) === undefined;
    this.output.forEach((frame, index) => (isForeign ? this.#alter(frame) : this.#place(frame, index)));
    const loops = Math.floor(first / this.reference.length) !== Math.floor((this.#due - 1) / this.reference.length);
    return {
      frames: this.output.length,
      ...this.#counts,
      loops,
      loopMs: this.reference.loopMs,
      beforeFirst: isForeign || loops ? 0 : Math.max(0, first),
      afterLast: isForeign || loops ? 0 : Math.max(0, this.reference.length - this.#due),
      events: this.#events,
      offsetMs: distributionOf(this.#offsets.slice(0, BEGINNING_FRAMES), 'ms')?.p50,
      offset: distributionOf(this.#offsets, 'ms'),
      offsetSteps: this.#offsetSteps,
    };
  }

  #place(frame: CodedFrame, index: number): void {
    if (this.reference.isAt(this.#due, frame.hash)) return this.#match(frame, this.#due);
    const around = this.reference.around(this.#due, frame.hash);
    if (around === undefined) return this.#alter(frame);
    const { after, before } = around;
    if (this.#isAhead(frame, after, before)) {
      this.#lose(frame, index, after);
      return this.#match(frame, after);
    }
    return this.#comeBack(frame, before);
  }

  /** A picture of a loop lies both ahead and behind. A wait as long as the way ahead decides; else the shorter way does. */
  #isAhead(frame: CodedFrame, after: number, before: number): boolean {
    if (this.#replaced.has(before) || this.#missing.has(before)) return false;
    if (this.#last === undefined) return true;
    const aheadMs = this.reference.timeMs(after) - this.reference.timeMs(this.#last.place);
    const waitedMs = frame.ptsMs - this.#last.atMs;
    if (aheadMs > 0 && Math.abs(waitedMs - aheadMs) < Math.max(100, aheadMs * 0.05)) return true;
    return after - this.#due < this.#due - before;
  }

  #match(frame: CodedFrame, place: number): void {
    const offsetMs = frame.ptsMs - this.reference.timeMs(place);
    const lastMs = this.#offsets.at(-1);
    if (lastMs !== undefined && Math.abs(offsetMs - lastMs) > ROUNDING_MS)
      this.#offsetSteps.push({ atMs: frame.ptsMs, sizeMs: offsetMs - lastMs });
    this.#offsets.push(offsetMs);
    this.#counts.identical += 1;
    this.#due = place + 1;
    this.#last = { kind: 'identical', atMs: frame.ptsMs, place };
  }

  #alter(frame: CodedFrame): void {
    this.#replaced.set(this.#due, this.#tell('altered', frame, this.#due));
    this.#due += 1;
  }

  #lose(frame: CodedFrame, index: number, place: number): void {
    const frames = place - this.#due;
    const isEdge = frames <= EDGE_FRAMES && (index <= EDGE_FRAMES || index >= this.output.length - EDGE_FRAMES);
    this.#counts[isEdge ? 'lostAtEdges' : 'lost'] += frames;
    if (isEdge) return;
    // Where the first of them would have been shown.
    const earlierMs = this.reference.timeMs(place) - this.reference.timeMs(this.#due);
    const event = { atMs: frame.ptsMs - earlierMs, referenceMs: this.#withinLoop(this.#due), frames };
    this.#events.lost.push(event);
    for (let missing = this.#due; missing < place; missing += 1) this.#missing.set(missing, event);
  }

  /** A frame from behind: it was taken for lost, or its place was taken for altered, or it was there before. */
  #comeBack(frame: CodedFrame, place: number): void {
    const missing = this.#missing.get(place);
    const replaced = this.#replaced.get(place);
    if (missing !== undefined) {
      this.#takeBack('lost', missing);
      this.#missing.delete(place);
      this.#tell('reordered', frame, place);
    } else if (replaced !== undefined && place === this.#due - 1) {
      this.#takeBack('altered', replaced);
      this.#replaced.delete(place);
      const { referenceMs: _, ...event } = { ...replaced, frames: 1 };
      this.#events.inserted.push(event);
      this.#counts.inserted += 1;
      this.#match(frame, place);
    } else this.#tell('repeated', frame, place);
  }

  #takeBack(kind: Kind, event: PictureEvent): void {
    this.#counts[kind] -= 1;
    event.frames -= 1;
    if (event.frames === 0) this.#events[kind].splice(this.#events[kind].indexOf(event), 1);
  }

  /** Counts a frame, and begins an event unless the frame before had the same happen to it. */
  #tell(kind: Kind, frame: CodedFrame, place: number): PictureEvent {
    const open = this.#last?.kind === kind ? this.#events[kind].at(-1) : undefined;
    const event = open ?? { atMs: frame.ptsMs, referenceMs: this.#withinLoop(place), frames: 0 };
    event.frames += 1;
    if (open === undefined) this.#events[kind].push(event);
    this.#counts[kind] += 1;
    this.#last = { kind, atMs: frame.ptsMs, place };
    return event;
  }

  #withinLoop(place: number): number {
    const timeMs = this.reference.timeMs(place);
    return timeMs - Math.floor(place / this.reference.length) * this.reference.loopMs;
  }
}
