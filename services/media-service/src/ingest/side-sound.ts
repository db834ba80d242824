import { nsToSamples, samplesToNs } from '@dubbing/common';

import { PCM_FRAME_BYTES, PROGRAMME_FORMAT, type AudioBlock } from '../media/units.js';
import { AudioAssembler } from './audio-assembler.js';

const { sampleRateHz } = PROGRAMME_FORMAT;

export type SideName = 'commentary' | 'bed';

/** How far the main sound goes ahead of a side track before it goes without. */
const LIVE_WAIT_NS = 1_000_000_000n;
const FAST_WAIT_NS = 12_000_000_000n;
/** What a side track may hold ahead of the main sound. */
const MAX_AHEAD_NS = 20_000_000_000n;

/**
 * Gives each block of the main sound the same samples of the source's other tracks. A track that is late is waited for
 * by a bounded time; one that is missing for any sample of a block is absent from that block.
 */
export class SideSound {
  readonly #sides: ReadonlyMap<SideName, SideTrack>;
  readonly #waitNs: bigint;
  readonly #onBlock: (block: AudioBlock) => void;
  #waiting: AudioBlock[] = [];

  constructor(names: readonly SideName[], fast: boolean, onBlock: (block: AudioBlock) => void) {
    this.#sides = new Map(names.map((name) => [name, new SideTrack()]));
    this.#waitNs = fast ? FAST_WAIT_NS : LIVE_WAIT_NS;
    this.#onBlock = onBlock;
  }

  main(block: AudioBlock): void {
    if (this.#sides.size === 0) {
      this.#onBlock(block);
      return;
    }
    this.#waiting.push(block);
    this.#release(endOf(block) - this.#waitNs);
  }

  push(name: SideName, ptsNs: bigint, pcm: Buffer): void {
    this.#sides.get(name)?.push(ptsNs, pcm);
    const latest = this.#waiting.at(-1);
    if (latest !== undefined) this.#release(endOf(latest) - this.#waitNs);
  }

  /** Nothing more comes of any track. */
  flush(): void {
    for (const side of this.#sides.values()) side.flush();
    const latest = this.#waiting.at(-1);
    if (latest !== undefined) this.#release(endOf(latest));
  }

  /** @param untilNs blocks that end up to here wait no longer. */
  #release(untilNs: bigint): void {
    let released = 0;
    for (const block of this.#waiting) {
      const endNs = endOf(block);
      const complete = [...this.#sides.values()].every((side) => side.endNs !== undefined && side.endNs >= endNs);
      if (!complete && endNs > untilNs) break;
      const commentary = this.#sides.get('commentary')?.take(block);
      const bed = this.#sides.get('bed')?.take(block);
      this.#onBlock({ ...block, ...(commentary !== undefined && { commentary }), ...(bed !== undefined && { bed }) });
      released += 1;
    }
    this.#waiting = this.#waiting.slice(released);
  }
}

class SideTrack {
  readonly #assembler = new AudioAssembler((block) => {
    this.#blocks.push(block);
    while (endOf(block) - (this.#blocks[0]?.ptsNs ?? block.ptsNs) > MAX_AHEAD_NS) this.#blocks.shift();
  });
  #blocks: AudioBlock[] = [];

  /** Where what can be taken ends. */
  get endNs(): bigint | undefined {
    const last = this.#blocks.at(-1);
    return last === undefined ? undefined : endOf(last);
  }

  push(ptsNs: bigint, pcm: Buffer): void {
    this.#assembler.push(ptsNs, pcm);
  }

  flush(): void {
    this.#assembler.flush();
  }

  /** The samples of a block's own interval, or undefined where one of them is missing. What lies before is forgotten. */
  take(block: AudioBlock): Buffer | undefined {
    const samples = block.pcm.length / PCM_FRAME_BYTES;
    const taken = Buffer.alloc(block.pcm.length);
    let filled = 0;
    for (const each of this.#blocks) {
      const at = nsToSamples(each.ptsNs - block.ptsNs, sampleRateHz);
      const from = Math.max(0, at);
      const to = Math.min(samples, at + each.pcm.length / PCM_FRAME_BYTES);
      if (to <= from) continue;
      each.pcm.copy(taken, from * PCM_FRAME_BYTES, (from - at) * PCM_FRAME_BYTES, (to - at) * PCM_FRAME_BYTES);
      filled += to - from;
    }
    const endNs = endOf(block);
    this.#blocks = this.#blocks.filter((each) => endOf(each) > endNs);
    return filled === samples ? taken : undefined;
  }
}

function endOf({ ptsNs, pcm }: AudioBlock): bigint {
  return ptsNs + samplesToNs(pcm.length / PCM_FRAME_BYTES, sampleRateHz);
}
