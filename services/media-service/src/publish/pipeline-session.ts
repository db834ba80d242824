import { Deferred, toDubbingError, type DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { gdpBuffer, gdpCaps, gdpEos, gdpStreamHead, type TimedPayload } from '../gst/gdp-writer.js';
import { PacketPort } from '../gst/packet-port.js';
import type { Pipeline } from '../gst/pipeline.js';
import { withParameterSets } from '../media/parameter-sets.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { untilStuck } from '../media/until-stuck.js';
import { Backlog } from './backlog.js';
import type { Door } from './door.js';
import { audioCaps, outputLaunch, type MuxedContainer } from './launch.js';
import type { PipelineStock } from '../gst/pipeline-stock.js';
import type { Session, SessionOptions } from './session.js';

/** A hung server or disk must not keep a stream from ending: one that takes nothing for this long is left. */
const STUCK_MS = 3000;
/** Nobody waits for what is recorded. */
const RECORDING_HOLD_MS = 200;

export interface PipelineSessionOptions extends SessionOptions {
  readonly container: MuxedContainer;
  readonly door: Door;
  readonly stock: PipelineStock;
}

type Track = 'video' | 'audio';

/**
 * How a container takes a new decoder configuration. FLV has a sequence header for it, which the muxer writes from new
 * caps. The others get it in front of each key frame: MPEG-TS from the start, so that viewers may come at any time; Matroska
 * from the first change on, because it describes a track once, at its beginning, and GStreamer's muxer ends the file when
 * that description changes.
 */
const inBand: Readonly<Record<MuxedContainer, 'never' | 'always' | 'changed'>> = {
  flv: 'never',
  mpegts: 'always',
  matroska: 'changed',
};

/**
 * One run of an output's pipeline. It starts at a key frame, and that frame's decoding time becomes zero: every timestamp that
 * leaves is the programme's less this one constant.
 */
export class PipelineSession implements Session {
  readonly #options: PipelineSessionOptions;
  readonly #launch: string;
  readonly #abort = new AbortController();
  readonly #opened = new Deferred<void>();
  readonly #ended = new Deferred<DubbingError | undefined>();
  readonly #backlog = new Backlog();
  #pipeline: Pipeline | undefined;
  #ports: Partial<Record<Track, PacketPort>> | undefined;
  /** What came while the pipeline was being opened. */
  #opening: { track: Track; packet: Buffer }[] = [];
  #zeroNs: bigint | undefined;
  #config: VideoConfig | undefined;
  #configChanged = false;

  constructor(options: PipelineSessionOptions) {
    this.#options = options;
    const { container, door, video } = options;
    this.#launch = outputLaunch(container, door.launch, video?.codec, door.sendsDatagrams);
    this.#config = video;
    void this.#run();
  }

  get ended(): Promise<DubbingError | undefined> {
    return this.#ended.promise;
  }

  get live(): boolean {
    return this.#ports !== undefined;
  }

  get zeroPtsNs(): bigint | undefined {
    return this.#zeroNs === undefined ? undefined : this.#zeroNs - this.#options.door.startNs;
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
    this.#config = config;
    this.#configChanged = true;
    const { video, container } = this.#options;
    if (video !== undefined && inBand[container] === 'never') this.#push('video', gdpCaps(config.caps));
  }

  pushVideo(unit: VideoUnit): boolean {
    if (unit.keyFrame && this.#mayStart()) this.#zeroNs ??= unit.dtsNs;
    const zeroNs = this.#zeroNs;
    if (this.#options.video === undefined || zeroNs === undefined) return false;
    this.#pushUnit('video', {
      ptsNs: unit.ptsNs - zeroNs,
      dtsNs: unit.dtsNs - zeroNs,
      durationNs: unit.durationNs,
      deltaUnit: !unit.keyFrame,
      data: this.#withSets(unit),
    });
    return true;
  }

  pushAudio(unit: AudioUnit): boolean {
    if (this.#options.video === undefined && this.#mayStart()) this.#zeroNs ??= unit.ptsNs;
    const zeroNs = this.#zeroNs;
    if (zeroNs === undefined || unit.ptsNs < zeroNs) return false;
    this.#pushUnit('audio', { ptsNs: unit.ptsNs - zeroNs, durationNs: unit.durationNs, data: unit.data });
    return true;
  }

  async finish(): Promise<void> {
    const moved = (): number => this.waitingBytes + (this.live ? 1 : 0);
    if (await untilStuck(this.#opened.promise, moved, STUCK_MS)) await this.#drain(moved);
    this.stop();
  }

  async #drain(moved: () => number): Promise<void> {
    const pipeline = this.#pipeline;
    if (pipeline === undefined || !this.live) return;
    if (this.#options.video !== undefined) this.#push('video', gdpEos());
    this.#push('audio', gdpEos());
    for (const port of Object.values(this.#ports ?? {})) port.flush();
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
    const { door, language, video } = this.#options;
    const holdMs = door.part === undefined ? 0 : RECORDING_HOLD_MS;
    const audioPort = new PacketPort(pipeline.source('audio'), holdMs);
    for (const packet of gdpStreamHead(`audio-${language}`, audioCaps)) audioPort.push(packet);
    this.#ports = { audio: audioPort };
    if (video !== undefined) {
      const videoPort = new PacketPort(pipeline.source('video'), holdMs);
      for (const packet of gdpStreamHead('video', video.caps)) videoPort.push(packet);
      this.#ports = { audio: audioPort, video: videoPort };
    }
    for (const { track, packet } of this.#opening) this.#push(track, packet);
    this.#opening = [];
    this.#opened.resolve();
  }

  #withSets({ keyFrame, data }: VideoUnit): Buffer {
    const when = inBand[this.#options.container];
    const due = when === 'always' || (when === 'changed' && this.#configChanged);
    return keyFrame && due && this.#config !== undefined ? withParameterSets(this.#config, data) : data;
  }

  #mayStart(): boolean {
    return this.#options.keepsOpening || this.live;
  }

  #pushUnit(track: Track, unit: TimedPayload): void {
    const packet = gdpBuffer(unit);
    this.#backlog.add(unit.dtsNs ?? unit.ptsNs, packet.length);
    this.#push(track, packet);
  }

  #push(track: Track, packet: Buffer): void {
    if (this.#ports === undefined) this.#opening.push({ track, packet });
    else this.#ports[track]?.push(packet);
  }

  #release(): void {
    const pipeline = this.#pipeline;
    this.#pipeline = undefined;
    this.#ports = undefined;
    if (pipeline !== undefined) this.#options.stock.giveBack(this.#launch, pipeline);
  }
}
