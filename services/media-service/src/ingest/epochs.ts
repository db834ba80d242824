export type TrackName = 'video' | 'audio' | 'commentary' | 'bed';

/** Where a unit stands on its source's own timeline, in nanoseconds: decoding time for pictures, presentation for sound. */
export interface Span {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/**
 * A stretch in which the source's timeline goes on without a jump. One constant takes it to the programme timeline,
 * the same for every track.
 */
export interface Epoch {
  readonly connection: number;
  /** How far the track that came first jumped; undefined at the start of a connection. */
  readonly jumpNs: bigint | undefined;
  /** The stretch that the jump left. */
  readonly before: Epoch | undefined;
  readonly openedMs: number;
  /** The first unit of each track. */
  readonly firsts: Map<TrackName, Span>;
  /** The latest start of any track. */
  latestNs: bigint;
  /** Programme time less source time; undefined until it is settled. */
  constantNs: bigint | undefined;
}

interface TrackState {
  epoch: Epoch;
  /** Where the next unit is expected. */
  endNs: bigint;
  lastMs: number;
}

/** Steps within these are the unevenness of a timeline, not the end of it. */
const STEP_BACK_NS = -200_000_000n;
const STEP_ON_NS = 300_000_000n;
/**
 * A track that lands nearer than this to where another one is, and nearer than half its step, has had a hole of its own
 * or was corrected; the timeline goes on.
 */
const NEAR_NS = 2_000_000_000n;
/** Two tracks that jump together jump by the same, but for what was missing of either. */
const ALIKE_NS = 1_000_000_000n;
/** In a file nothing tells a hole from a jump but its size. */
const FILE_HOLE_NS = 5_000_000_000n;
/** Tracks of one epoch are never further apart than this. */
const SPREAD_NS = 10_000_000_000n;
const MAX_EPOCHS = 8;

/**
 * Tells holes from jumps. A hole is media that is missing, and its time passes on the programme too; a jump is a source
 * that counts anew, and the programme goes on as if it had not. Each track jumps at its own place in the order of
 * arrival, so a unit is told by its time which side of the jump it belongs to.
 */
export class Epochs {
  readonly #live: boolean;
  readonly #fast: boolean;
  readonly #tracks = new Map<TrackName, TrackState>();
  #epochs: Epoch[] = [];
  #connection = 0;

  /**
   * @param live whether units come when they happen, so that a hole lasts as long on the clock as in the times.
   * @param fast whether each track comes as fast as it is decoded, so that where another one is means nothing.
   */
  constructor(live: boolean, fast: boolean) {
    this.#live = live;
    this.#fast = fast;
  }

  /** What comes next is on another timeline. */
  nextConnection(): void {
    this.#connection += 1;
  }

  /** The stretches that have no constant yet. */
  get unsettled(): readonly Epoch[] {
    return this.#epochs.filter((epoch) => epoch.constantNs === undefined);
  }

  /** @returns the stretch that the unit belongs to; opens one where it belongs to none. */
  epochOf(track: TrackName, span: Span, nowMs: number): Epoch {
    const state = this.#tracks.get(track);
    const epoch =
      state === undefined || state.epoch.connection !== this.#connection
        ? this.#enter(track, span, nowMs, state)
        : this.#follow(track, span, nowMs, state);
    this.#tracks.set(track, { epoch, endNs: span.endNs, lastMs: nowMs });
    if (!epoch.firsts.has(track)) epoch.firsts.set(track, span);
    if (span.startNs > epoch.latestNs) epoch.latestNs = span.startNs;
    return epoch;
  }

  #enter(track: TrackName, span: Span, nowMs: number, state: TrackState | undefined): Epoch {
    const ours = this.#epochs.filter((epoch) => epoch.connection === this.#connection);
    // Live, the tracks arrive together; otherwise the one that comes second starts where the other did.
    const found = this.#live ? ours.findLast((epoch) => fits(epoch, span)) : ours.find((epoch) => fits(epoch, span));
    return found ?? ours.at(-1) ?? this.#open(track, span, nowMs, state, true);
  }

  #follow(track: TrackName, span: Span, nowMs: number, state: TrackState): Epoch {
    const stepNs = span.startNs - state.endNs;
    if (stepNs >= STEP_BACK_NS && stepNs <= STEP_ON_NS) return state.epoch;
    const later = this.#epochs.slice(this.#epochs.indexOf(state.epoch) + 1);
    const joined = later.find((epoch) => !epoch.firsts.has(track) && fits(epoch, span));
    // What looks like a hole, or near its own past as a short loop does, is a jump where another track did the same.
    if (joined?.jumpNs !== undefined && distance(joined.jumpNs, stepNs) < ALIKE_NS) return joined;
    if (this.#goesOn(track, span.startNs, stepNs, nowMs - state.lastMs, state.epoch)) return state.epoch;
    return joined ?? this.#open(track, span, nowMs, state, false);
  }

  #goesOn(track: TrackName, startNs: bigint, stepNs: bigint, waitedMs: number, epoch: Epoch): boolean {
    const halfNs = distance(stepNs, 0n) / 2n;
    const nearNs = halfNs < NEAR_NS ? halfNs : NEAR_NS;
    for (const [name, other] of this.#tracks) {
      if (name === track || other.epoch !== epoch) continue;
      if (!this.#fast && distance(startNs, other.endNs) < nearNs) return true;
      // A track that is ahead has already been where this one lands.
      if (stepNs > 0n && other.endNs > startNs) return true;
    }
    if (stepNs < 0n) return false;
    return this.#live ? BigInt(Math.round(waitedMs * 1e6)) >= stepNs / 2n : stepNs <= FILE_HOLE_NS;
  }

  #open(track: TrackName, span: Span, openedMs: number, state: TrackState | undefined, connects: boolean): Epoch {
    const epoch: Epoch = {
      connection: this.#connection,
      jumpNs: connects || state === undefined ? undefined : span.startNs - state.endNs,
      before: connects ? undefined : state?.epoch,
      openedMs,
      firsts: new Map([[track, span]]),
      latestNs: span.startNs,
      constantNs: undefined,
    };
    this.#epochs = [...this.#epochs.slice(1 - MAX_EPOCHS), epoch];
    return epoch;
  }
}

function fits(epoch: Epoch, span: Span): boolean {
  const first = [...epoch.firsts.values()].reduce(
    (least, { startNs }) => (startNs < least ? startNs : least),
    epoch.latestNs,
  );
  return span.startNs > first - SPREAD_NS && span.startNs < epoch.latestNs + SPREAD_NS;
}

function distance(one: bigint, other: bigint): bigint {
  return one > other ? one - other : other - one;
}
