import { crc32 } from 'node:zlib';
import { samplesToNs } from '@dubbing/common';

import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock, type VideoUnit } from '../media/units.js';
import type { Arrival } from './arrival.js';

/** Servers keep the latest group of pictures for who comes anew: more than any group that is sent live. */
const REMEMBERED_PICTURES = 1500;
/**
 * What a server has kept comes at once. A source that really begins again with the same pictures comes at its pace, and is
 * let through after this.
 */
const DECIDE_MS = 500;

interface Seen {
  readonly dtsNs: bigint;
  readonly bytes: number;
  readonly crc: number;
}

/**
 * Knows a server that begins a new connection with what it had already given: media servers start every player with the
 * latest group of pictures, and a player that lost its connection has shown those. Pictures are compared by their bytes
 * and by their source's times; where they lead up to the latest one that came before, they and their sound are left out.
 */
export class Rejoin {
  readonly #forward: (arrival: Arrival) => void;
  readonly #now: () => number;
  readonly #pictures: Seen[] = [];
  #soundEndNs: bigint | undefined;
  /** What may turn out to have come before; undefined while nothing is in question. */
  #held: Arrival[] | undefined;
  /** Where in `#pictures` the next picture is, if it is one of them. */
  #next = 0;
  #heldSinceMs = 0;
  /** Whether a new connection has not shown a picture yet. */
  #isEntering = false;
  /** In a connection that was joined where the last one was left: sound up to here came before. */
  #soundFromNs: bigint | undefined;

  constructor(forward: (arrival: Arrival) => void, now: () => number) {
    this.#forward = forward;
    this.#now = now;
  }

  push(arrival: Arrival): void {
    if (this.#isEntering && 'video' in arrival) this.#enter(arrival.video);
    if (this.#held === undefined) {
      this.#give(arrival);
      return;
    }
    const isLate = this.#now() - this.#heldSinceMs > DECIDE_MS;
    const isSeen = !('video' in arrival) || isSame(this.#pictures[this.#next], arrival.video);
    this.#held.push(arrival);
    if (isLate || !isSeen) this.#release();
    else if ('video' in arrival && ++this.#next === this.#pictures.length) this.#leaveOut();
  }

  /** What comes next may have come before. */
  endConnection(): void {
    this.#release();
    this.#isEntering = this.#pictures.length > 0;
    this.#soundFromNs = undefined;
  }

  #enter(first: VideoUnit): void {
    this.#isEntering = false;
    this.#next = this.#pictures.findIndex((seen) => isSame(seen, first));
    if (this.#next < 0) return;
    this.#held = [];
    this.#heldSinceMs = this.#now();
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const arrival of held) this.#give(arrival);
  }

  /** The pictures so far are the latest ones again; sound among them may reach beyond what came before. */
  #leaveOut(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#soundFromNs = this.#soundEndNs;
    for (const arrival of held) if (!('video' in arrival)) this.#give(arrival);
  }

  #give(arrival: Arrival): void {
    if ('video' in arrival) {
      this.#remember(arrival.video);
      this.#forward(arrival);
    } else if ('audio' in arrival) {
      const audio = this.#cut(arrival.audio);
      if (audio === undefined) return;
      this.#soundEndNs = endOf(audio);
      this.#forward({ audio });
    } else {
      const side = this.#cut('bed' in arrival ? arrival.bed : arrival.commentary);
      if (side !== undefined) this.#forward('bed' in arrival ? { bed: side } : { commentary: side });
    }
  }

  /** @returns what of the block has not come before */
  #cut(block: AudioBlock): AudioBlock | undefined {
    if (this.#soundFromNs === undefined || block.ptsNs >= this.#soundFromNs) return block;
    if (endOf(block) <= this.#soundFromNs) return undefined;
    const samples = Number(
      ((this.#soundFromNs - block.ptsNs) * BigInt(PROGRAMME_FORMAT.sampleRateHz)) / 1_000_000_000n,
    );
    const ptsNs = block.ptsNs + samplesToNs(samples, PROGRAMME_FORMAT.sampleRateHz);
    return { ptsNs, pcm: block.pcm.subarray(samples * PCM_FRAME_BYTES) };
  }

  #remember({ dtsNs, data }: VideoUnit): void {
    this.#pictures.push({ dtsNs, bytes: data.length, crc: crc32(data) });
    if (this.#pictures.length > 2 * REMEMBERED_PICTURES) this.#pictures.splice(0, REMEMBERED_PICTURES);
  }
}

function isSame(seen: Seen | undefined, { dtsNs, data }: VideoUnit): boolean {
  return seen?.dtsNs === dtsNs && seen.bytes === data.length && seen.crc === crc32(data);
}

function endOf({ ptsNs, pcm }: AudioBlock): bigint {
  return ptsNs + samplesToNs(pcm.length / PCM_FRAME_BYTES, PROGRAMME_FORMAT.sampleRateHz);
}
