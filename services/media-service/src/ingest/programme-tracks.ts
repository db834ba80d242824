import { samplesToNs } from '@dubbing/common';

import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock, type VideoUnit } from '../media/units.js';
import type { Arrival } from './arrival.js';
import { AudioAssembler } from './audio-assembler.js';
import { Epochs, type Epoch, type Span, type TrackName } from './epochs.js';
import { LostSound } from './lost-sound.js';
import { Rejoin } from './rejoin.js';
import { settleConstant, type TrackEnds } from './settle-constant.js';
import { SideSound } from './side-sound.js';

/** How long the first track of a stretch waits for the other before its constant is chosen without it. */
const HOLD_MS = 1000;
/** Where tracks are decoded as fast as they come, one may run this far ahead of another. */
const FAST_HOLD_NS = 15_000_000_000n;
/** Decoding times grow by at least this, the unit of FLV, so that no container rounds two of them to one. */
const LEAST_STEP_NS = 1_000_000n;

export interface TrackHandlers {
  onVideo(unit: VideoUnit): void;
  onAudio(block: AudioBlock): void;
}

export interface TracksOptions {
  /** Whether media comes when it happens: the clock then tells holes from jumps, and silence stands in for lost sound. */
  readonly live: boolean;
  /** Whether the tracks come as fast as they are decoded: how late one is then says nothing about whether it comes. */
  readonly fast: boolean;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Sound besides the main track that goes with its blocks. */
  readonly sides?: readonly ('commentary' | 'bed')[];
}

interface HeldArrival {
  readonly arrival: Arrival;
  readonly track: TrackName;
  readonly startNs: bigint;
}

/**
 * Puts all tracks on the programme timeline, through every connection to the source and every jump of its times. Units
 * leave contiguous, growing, and with one constant for all tracks.
 */
export class ProgrammeTracks {
  readonly #rejoin: Rejoin;
  readonly #epochs: Epochs;
  readonly #assembler: AudioAssembler;
  readonly #side: SideSound;
  readonly #lostSound = new LostSound();
  readonly #handlers: TrackHandlers;
  readonly #options: TracksOptions;
  readonly #held = new Map<Epoch, HeldArrival[]>();
  readonly #audioEpochs = new Set<Epoch>();
  #headNs: bigint | undefined;
  #lastDtsNs: bigint | undefined;
  /** Where the picture so far ends: in decoding order, and as it is shown. */
  #videoEnds: { readonly dtsNs: bigint; readonly ptsNs: bigint } | undefined;
  #videoSince: bigint | undefined;
  #lastPicture: { readonly epoch: Epoch; readonly startNs: bigint } | undefined;
  #videoNs = 0n;
  #hasAudio = false;

  constructor(handlers: TrackHandlers, options: TracksOptions) {
    this.#handlers = handlers;
    this.#options = options;
    this.#rejoin = new Rejoin((arrival) => this.#take(arrival), options.now);
    this.#epochs = new Epochs(options.live, options.fast);
    this.#side = new SideSound(options.sides ?? [], options.fast, (block) => handlers.onAudio(block));
    this.#assembler = new AudioAssembler((block) => this.#side.main(block));
  }

  /** The end of the latest unit that was given out; undefined before the first. */
  get headNs(): bigint | undefined {
    return this.#headNs;
  }

  get hasAudio(): boolean {
    return this.#hasAudio;
  }

  /** How much picture came so far; 0 for none. */
  get videoNs(): bigint {
    return this.#videoNs;
  }

  get audioStats(): AudioAssembler['stats'] {
    return this.#assembler.stats;
  }

  push(arrival: Arrival): void {
    if (this.#options.live) this.#rejoin.push(arrival);
    else this.#take(arrival);
  }

  #take(arrival: Arrival): void {
    const { track, span } = describe(arrival);
    const nowMs = this.#options.now();
    if (track === 'audio') {
      this.#hasAudio = true;
      this.#lostSound.heard(nowMs);
    }
    const epoch = this.#epochs.epochOf(track, span, nowMs);
    if (track === 'video') this.#measure(epoch, span.startNs);
    for (const other of this.#held.keys()) if (other !== epoch && this.#isReady(other, nowMs)) this.#settle(other);
    if (epoch.constantNs !== undefined) {
      this.#place(arrival, track, epoch);
      return;
    }
    const held = this.#held.get(epoch) ?? [];
    // A picture is never put before one that came before it, whatever its source says of its decoding time.
    const before = track === 'video' ? held.findLast((each) => each.track === 'video')?.startNs : undefined;
    const startNs = before !== undefined && before > span.startNs ? before : span.startNs;
    held.push({ arrival, track, startNs });
    this.#held.set(epoch, held);
    if (this.#isReady(epoch, nowMs)) this.#settle(epoch);
  }

  /** The connection is over; what comes next is on another timeline. */
  endConnection(): void {
    this.#rejoin.endConnection();
    this.#settleAll();
    this.#epochs.nextConnection();
    this.#assembler.breakOff();
  }

  /** The source is over. */
  end(): void {
    this.#rejoin.endConnection();
    this.#settleAll();
    this.#assembler.flush();
    this.#side.flush();
  }

  #settleAll(): void {
    for (const epoch of this.#held.keys()) this.#settle(epoch);
  }

  #measure(epoch: Epoch, startNs: bigint): void {
    const last = this.#lastPicture;
    if (last?.epoch === epoch && startNs > last.startNs) this.#videoNs += startNs - last.startNs;
    this.#lastPicture = { epoch, startNs };
  }

  #isReady(epoch: Epoch, nowMs: number): boolean {
    if (epoch.firsts.has('video') && epoch.firsts.has('audio')) return true;
    if (!this.#options.fast) return nowMs - epoch.openedMs > HOLD_MS;
    if (epoch.jumpNs === undefined) return false;
    const [first] = epoch.firsts.values();
    return first !== undefined && epoch.latestNs - first.startNs > FAST_HOLD_NS;
  }

  #settle(epoch: Epoch): void {
    const held = this.#held.get(epoch) ?? [];
    this.#held.delete(epoch);
    const firstUnit = held.flatMap(({ arrival }) => ('video' in arrival ? [arrival.video] : []))[0];
    const ends: TrackEnds = { video: this.#videoEnds, audioNs: this.#assembler.endPtsNs, headNs: this.#headNs };
    epoch.constantNs = settleConstant(epoch, ends, firstUnit);
    // In the order of their times, whichever branch was faster: sound is led in from the first picture on.
    for (const { arrival, track } of held.toSorted((a, b) => Number(a.startNs - b.startNs))) {
      this.#place(arrival, track, epoch);
    }
  }

  #place(arrival: Arrival, track: TrackName, epoch: Epoch): void {
    const constantNs = epoch.constantNs ?? 0n;
    if ('video' in arrival) this.#placeVideo(arrival.video, constantNs);
    else if ('audio' in arrival) this.#placeAudio(arrival.audio, constantNs, epoch);
    else {
      const block = 'bed' in arrival ? arrival.bed : arrival.commentary;
      this.#side.push(track === 'bed' ? 'bed' : 'commentary', block.ptsNs + constantNs, block.pcm);
    }
  }

  #placeAudio(block: AudioBlock, constantNs: bigint, epoch: Epoch): void {
    const ptsNs = block.ptsNs + constantNs;
    // Sound that starts late is led in by silence, so that every track of an output starts together.
    if (this.#assembler.endPtsNs === undefined && this.#videoSince !== undefined && this.#videoSince < ptsNs) {
      this.#assembler.fillTo(this.#videoSince);
    }
    if (!this.#audioEpochs.has(epoch)) {
      this.#audioEpochs.add(epoch);
      this.#assembler.realign();
    }
    this.#assembler.push(ptsNs, block.pcm);
    this.#advance(this.#assembler.endPtsNs ?? ptsNs);
  }

  #placeVideo(unit: VideoUnit, constantNs: bigint): void {
    let dtsNs = unit.dtsNs + constantNs;
    let ptsNs = unit.ptsNs + constantNs;
    if (this.#lastDtsNs !== undefined && dtsNs < this.#lastDtsNs + LEAST_STEP_NS) {
      dtsNs = this.#lastDtsNs + LEAST_STEP_NS;
      if (ptsNs < dtsNs) ptsNs = dtsNs;
    }
    this.#lastDtsNs = dtsNs;
    this.#videoSince ??= dtsNs;
    const shownUntilNs = ptsNs + unit.durationNs;
    const before = this.#videoEnds?.ptsNs ?? shownUntilNs;
    this.#videoEnds = { dtsNs: dtsNs + unit.durationNs, ptsNs: shownUntilNs > before ? shownUntilNs : before };
    this.#advance(shownUntilNs);
    const { durationNs, keyFrame, data } = unit;
    this.#handlers.onVideo({ ptsNs, dtsNs, durationNs, keyFrame, data });
    if (this.#options.live) this.#standIn(dtsNs);
  }

  #standIn(dtsNs: bigint): void {
    const soundEndNs = this.#assembler.endPtsNs ?? this.#videoSince;
    if (soundEndNs === undefined) return;
    const untilNs = this.#lostSound.standIn(dtsNs, soundEndNs, this.#options.now());
    if (untilNs === undefined) return;
    this.#assembler.fillTo(soundEndNs);
    this.#assembler.fillTo(untilNs);
  }

  #advance(endNs: bigint): void {
    if (this.#headNs === undefined || endNs > this.#headNs) this.#headNs = endNs;
  }
}

function describe(arrival: Arrival): { track: TrackName; span: Span } {
  if ('video' in arrival) {
    const { dtsNs, durationNs } = arrival.video;
    return { track: 'video', span: { startNs: dtsNs, endNs: dtsNs + durationNs } };
  }
  if ('audio' in arrival) return { track: 'audio', span: spanOf(arrival.audio) };
  if ('bed' in arrival) return { track: 'bed', span: spanOf(arrival.bed) };
  return { track: 'commentary', span: spanOf(arrival.commentary) };
}

function spanOf({ ptsNs, pcm }: AudioBlock): Span {
  const lengthNs = samplesToNs(pcm.length / PCM_FRAME_BYTES, PROGRAMME_FORMAT.sampleRateHz);
  return { startNs: ptsNs, endNs: ptsNs + lengthNs };
}
