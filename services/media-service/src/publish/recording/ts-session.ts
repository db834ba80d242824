import type { DubbingError } from '@dubbing/common';

import type { AudioUnit, VideoConfig, VideoUnit } from '../../media/units.js';
import type { Session, SessionOptions } from '../session.js';
import { TsProgramme } from '../ts-programme.js';
import { recordingLeadNs } from './lead.js';
import { PartWriter, type PartWriterOptions } from './part-writer.js';

/** What comes within so long is written at once: nobody waits for what is recorded. */
const HOLD_MS = 200;

export interface TsSessionOptions extends SessionOptions, PartWriterOptions {}

/** One part of an MPEG-TS recording: whole packets and whole units at any time, so that what is cut off can be played. */
export class TsSession implements Session {
  readonly #options: TsSessionOptions;
  readonly #file: PartWriter;
  readonly #programme: TsProgramme;
  #held: Buffer[] = [];
  #heldSinceMs = 0;

  constructor(options: TsSessionOptions) {
    this.#options = options;
    this.#file = new PartWriter(options);
    this.#programme = new TsProgramme({
      video: options.video,
      language: options.language,
      maxLeadNs: recordingLeadNs(options.overwrites),
      onPackets: (_timeNs, packets) => this.#hold(packets),
    });
  }

  get ended(): Promise<DubbingError | undefined> {
    return this.#file.ended;
  }

  get live(): boolean {
    return this.#file.isOpen;
  }

  get zeroPtsNs(): bigint | undefined {
    return this.#programme.zeroPtsNs;
  }

  get part(): number {
    return this.#file.part;
  }

  get waitingBytes(): number {
    return this.#file.waitingBytes;
  }

  get takenBytes(): number {
    return this.#file.takenBytes;
  }

  setVideoConfig(config: VideoConfig): void {
    this.#programme.setVideoConfig(config);
  }

  pushVideo(unit: VideoUnit): boolean {
    return this.#programme.pushVideo(unit, this.#mayStart());
  }

  pushAudio(unit: AudioUnit): boolean {
    return this.#programme.pushAudio(unit, this.#mayStart());
  }

  async finish(): Promise<void> {
    this.#programme.flush();
    this.#write();
    await this.#file.finish();
  }

  stop(): void {
    this.#held = [];
    this.#file.stop();
  }

  #mayStart(): boolean {
    return this.#options.keepsOpening || this.live;
  }

  #hold(packets: readonly Buffer[]): void {
    if (this.#held.length === 0) this.#heldSinceMs = performance.now();
    this.#held.push(...packets);
    if (performance.now() - this.#heldSinceMs >= HOLD_MS) this.#write();
  }

  #write(): void {
    if (this.#held.length > 0) this.#file.append(this.#held);
    this.#held = [];
  }
}
