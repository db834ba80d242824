import type { AudioBlock, VideoUnit } from '../media/units.js';
import { AudioAssembler } from './audio-assembler.js';
import { ProgrammeClock } from './programme-clock.js';

/** How long the first track waits for the other before the connection's constant is chosen without it. */
const HOLD_MS = 1000;
/** Going back further than this, or on further than the second, means that the source started a new timeline. */
const JUMP_BACK_NS = -1_000_000_000n;
const JUMP_ON_NS = 20_000_000_000n;
/** A live source whose sound stays behind its picture by this much has lost its sound: silence stands in for it. */
const SOUND_LOST_NS = 2_000_000_000n;

/** Decoding times grow by at least this, the unit of FLV, so that no container rounds two of them to one. */
const LEAST_STEP_NS = 1_000_000n;

export interface TrackHandlers {
  onVideo(unit: VideoUnit): void;
  onAudio(block: AudioBlock): void;
}

export interface TracksOptions {
  /** Whether times may jump, and silence stands in for sound that is lost. */
  readonly live: boolean;
  /** Whether the tracks come as fast as they are decoded: how late one is then says nothing about whether it comes. */
  readonly fast: boolean;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

type Arrival = { readonly video: VideoUnit } | { readonly audio: AudioBlock };

/**
 * Puts both tracks on the programme timeline, through every connection to the source. Units come in on the running
 * time of the present connection; they leave contiguous, growing, and with one constant for both tracks.
 */
export class ProgrammeTracks {
  readonly #clock = new ProgrammeClock();
  readonly #assembler: AudioAssembler;
  readonly #handlers: TrackHandlers;
  readonly #live: boolean;
  readonly #holdMs: number;
  readonly #now: () => number;
  #held: Arrival[] = [];
  #holdingSince: number | undefined;
  #lastDtsNs: bigint | undefined;
  #videoSince: bigint | undefined;
  #hasAudio = false;

  constructor(handlers: TrackHandlers, options: TracksOptions) {
    this.#handlers = handlers;
    this.#live = options.live;
    this.#holdMs = options.fast ? Number.POSITIVE_INFINITY : HOLD_MS;
    this.#now = options.now;
    this.#assembler = new AudioAssembler((block) => handlers.onAudio(block));
  }

  get headNs(): bigint {
    return this.#clock.headNs;
  }

  get hasAudio(): boolean {
    return this.#hasAudio;
  }

  /** How much picture came so far; 0 for none. */
  get videoNs(): bigint {
    const held = this.#held.flatMap((each) => ('video' in each ? [each.video.dtsNs] : []));
    if (held.length > 1) return (held.at(-1) as bigint) - (held[0] as bigint);
    return this.#videoSince === undefined || this.#lastDtsNs === undefined ? 0n : this.#lastDtsNs - this.#videoSince;
  }

  get audioStats(): AudioAssembler['stats'] {
    return this.#assembler.stats;
  }

  /** @returns false when the source's time jumped, so that a new connection is due. */
  push(arrival: Arrival): boolean {
    if ('audio' in arrival) this.#hasAudio = true;
    if (this.#clock.anchored) return this.#place(arrival);
    this.#held.push(arrival);
    this.#holdingSince ??= this.#now();
    const both = this.#held.some((each) => 'audio' in each) && this.#held.some((each) => 'video' in each);
    return both || this.#now() - this.#holdingSince > this.#holdMs ? this.#startConnection() : true;
  }

  /** The connection is over; what comes next is on another running time. */
  endConnection(): void {
    if (!this.#clock.anchored) this.#startConnection();
    this.#clock.release();
    this.#holdingSince = undefined;
  }

  /** The source is over. */
  end(): void {
    this.endConnection();
    this.#assembler.flush();
  }

  #startConnection(): boolean {
    // In the order of their times, whichever branch was faster: sound is led in from the first picture on.
    const held = this.#held.toSorted((a, b) => Number(timeOf(a) - timeOf(b)));
    this.#held = [];
    if (held[0] === undefined) return true;
    this.#clock.anchor(timeOf(held[0]));
    this.#assembler.realign();
    return held.every((each) => this.#place(each));
  }

  #place(arrival: Arrival): boolean {
    return 'audio' in arrival ? this.#placeAudio(arrival.audio) : this.#placeVideo(arrival.video);
  }

  #placeAudio(block: AudioBlock): boolean {
    const ptsNs = this.#clock.toProgrammeNs(block.ptsNs);
    const end = this.#assembler.endPtsNs;
    if (end !== undefined && this.#jumps(ptsNs - end)) return false;
    // Sound that starts late is led in by silence, so that every track of an output starts together.
    if (end === undefined && this.#videoSince !== undefined && this.#videoSince < ptsNs) {
      this.#assembler.fillTo(this.#videoSince);
      this.#assembler.fillTo(ptsNs);
    }
    this.#assembler.push(ptsNs, block.pcm);
    this.#clock.advance(this.#assembler.endPtsNs ?? ptsNs);
    return true;
  }

  #placeVideo(unit: VideoUnit): boolean {
    let dtsNs = this.#clock.toProgrammeNs(unit.dtsNs);
    let ptsNs = this.#clock.toProgrammeNs(unit.ptsNs);
    if (this.#lastDtsNs !== undefined) {
      if (this.#jumps(dtsNs - this.#lastDtsNs)) return false;
      if (dtsNs < this.#lastDtsNs + LEAST_STEP_NS) dtsNs = this.#lastDtsNs + LEAST_STEP_NS;
      if (ptsNs < dtsNs) ptsNs = dtsNs;
    }
    this.#lastDtsNs = dtsNs;
    this.#videoSince ??= dtsNs;
    this.#clock.advance(ptsNs + unit.durationNs);
    this.#handlers.onVideo({ ...unit, ptsNs, dtsNs });
    const soundEnd = this.#assembler.endPtsNs;
    if (this.#live && soundEnd !== undefined && dtsNs - soundEnd > SOUND_LOST_NS) {
      this.#assembler.fillTo(dtsNs - SOUND_LOST_NS / 2n);
    }
    return true;
  }

  #jumps(stepNs: bigint): boolean {
    return this.#live && (stepNs < JUMP_BACK_NS || stepNs > JUMP_ON_NS);
  }
}

function timeOf(arrival: Arrival): bigint {
  return 'audio' in arrival ? arrival.audio.ptsNs : arrival.video.dtsNs;
}
