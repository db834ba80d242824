import { Deferred, toDubbingError, type DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { gdpEos, gdpStreamHead } from '../gst/gdp-writer.js';
import { PacketPort } from '../gst/packet-port.js';
import type { Pipeline } from '../gst/pipeline.js';
import type { PipelineStock } from '../gst/pipeline-stock.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { untilStuck } from '../media/until-stuck.js';
import { Backlog } from './backlog.js';
import type { Door } from './door.js';
import type { Form, FormTaker } from './form.js';
import type { Session, SessionOptions } from './session.js';

/** A hung server or disk must not keep a stream from ending: one that takes nothing for this long is left. */
const STUCK_MS = 3000;
/** Nobody waits for what is recorded. */
const RECORDING_HOLD_MS = 200;

export interface PipelineSessionOptions extends SessionOptions {
  readonly form: (take: FormTaker) => Form;
  readonly door: Door;
  readonly stock: PipelineStock;
}

/** One run of an output's pipeline: what its form makes of the units goes in, and its door says how it opens and ends. */
export class PipelineSession implements Session {
  readonly #options: PipelineSessionOptions;
  readonly #form: Form;
  readonly #launch: string;
  readonly #abort = new AbortController();
  readonly #opened = new Deferred<void>();
  readonly #ended = new Deferred<DubbingError | undefined>();
  readonly #backlog = new Backlog();
  #pipeline: Pipeline | undefined;
  #ports: ReadonlyMap<string, PacketPort> | undefined;
  /** What came while the pipeline was being opened. */
  #opening: { input: string; packet: Buffer }[] = [];

  constructor(options: PipelineSessionOptions) {
    this.#options = options;
    this.#form = options.form((input, packet, timeNs) => this.#take(input, packet, timeNs));
    this.#launch = this.#form.launch(options.door.launch);
    void this.#run();
  }

  get ended(): Promise<DubbingError | undefined> {
    return this.#ended.promise;
  }

  get live(): boolean {
    return this.#ports !== undefined;
  }

  get zeroPtsNs(): bigint | undefined {
    return this.#form.zeroPtsNs;
  }

  get part(): number | undefined {
    return this.#options.door.part;
  }

  get waitingBytes(): number {
    this.#backlog.settle(this.#pipeline?.positionNs);
    return this.#backlog.waitingBytes;
  }

  get takenBytes(): number {
    return this.#backlog.takenBytes;
  }

  setVideoConfig(config: VideoConfig): void {
    this.#form.setVideoConfig(config);
  }

  pushVideo(unit: VideoUnit): boolean {
    return this.#form.pushVideo(unit, this.#mayStart());
  }

  pushAudio(unit: AudioUnit): boolean {
    return this.#form.pushAudio(unit, this.#mayStart());
  }

  async finish(): Promise<void> {
    const moved = (): number => this.waitingBytes + (this.live ? 1 : 0);
    this.#form.flush();
    if (await untilStuck(this.#opened.promise, moved, STUCK_MS)) await this.#drain(moved);
    this.stop();
  }

  async #drain(moved: () => number): Promise<void> {
    const pipeline = this.#pipeline;
    if (pipeline === undefined || this.#ports === undefined) return;
    for (const port of this.#ports.values()) {
      port.push(gdpEos());
      port.flush();
    }
    if (!(await untilStuck(pipeline.ended, moved, STUCK_MS))) return;
    if ((await pipeline.ended).kind === 'eos') await this.#options.door.drained(pipeline);
  }

  stop(): void {
    this.#ended.resolve(undefined);
    this.#abort.abort();
    this.#release();
    this.#opening = [];
  }

  async #run(): Promise<void> {
    const { door, stock } = this.#options;
    const { signal } = this.#abort;
    try {
      await door.prepare(signal);
      const pipeline = await stock.take(this.#launch);
      this.#pipeline = pipeline;
      if (signal.aborted) this.#release();
      else {
        await door.open(pipeline, signal);
        if (signal.aborted) return;
        this.#begin(pipeline);
        const end = await pipeline.ended;
        if (end.kind === 'error') this.#ended.resolve(end.error);
      }
    } catch (error) {
      this.#ended.resolve(toDubbingError(error, errorCodes.OUTPUT_FAILED));
    } finally {
      this.#opened.resolve();
    }
  }

  #begin(pipeline: Pipeline): void {
    const { door, language } = this.#options;
    const holdMs = door.part === undefined ? 0 : RECORDING_HOLD_MS;
    const ports = new Map<string, PacketPort>();
    for (const [input, caps] of this.#form.inputs) {
      const port = new PacketPort(pipeline.source(input), holdMs);
      for (const packet of gdpStreamHead(`${input}-${language}`, caps)) port.push(packet);
      ports.set(input, port);
    }
    this.#ports = ports;
    for (const { input, packet } of this.#opening) this.#push(input, packet);
    this.#opening = [];
    this.#opened.resolve();
  }

  #mayStart(): boolean {
    return this.#options.keepsOpening || this.live;
  }

  #take(input: string, packet: Buffer, timeNs: bigint | undefined): void {
    if (timeNs !== undefined) this.#backlog.add(timeNs, packet.length);
    this.#push(input, packet);
  }

  #push(input: string, packet: Buffer): void {
    if (this.#ports === undefined) this.#opening.push({ input, packet });
    else this.#ports.get(input)?.push(packet);
  }

  #release(): void {
    const pipeline = this.#pipeline;
    this.#pipeline = undefined;
    this.#ports = undefined;
    if (pipeline !== undefined) this.#options.stock.giveBack(this.#launch, pipeline);
  }
}
