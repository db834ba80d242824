import { gdpBuffer, gdpCaps, gdpEos, gdpStreamHead } from '../gst/gdp-writer.js';
import { Pipeline, type PipelineEnd, type PushPort } from '../gst/pipeline.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { audioCaps, outputLaunch } from './launch.js';
import type { Target } from './target.js';

/** A hung server must not keep a stream from ending. */
const EOS_TIMEOUT_MS = 3000;

/**
 * One run of an output's pipeline. It starts at a key frame, and that frame's decoding time becomes zero: every
 * timestamp that leaves is the programme's less this one constant.
 */
export class PushSession {
  readonly #pipeline: Pipeline;
  readonly #video: PushPort | undefined;
  readonly #audio: PushPort;
  #baseNs: bigint | undefined;
  #pushedBytes = 0;

  constructor(target: Target, video: VideoConfig | undefined, language: string) {
    this.#pipeline = new Pipeline(outputLaunch(target, video !== undefined));
    this.#pipeline.play();
    this.#audio = this.#pipeline.source('audio');
    for (const packet of gdpStreamHead(`audio-${language}`, audioCaps)) this.#audio.push(packet);
    if (video === undefined) return;
    this.#video = this.#pipeline.source('video');
    for (const packet of gdpStreamHead('video', video.caps)) this.#video.push(packet);
  }

  get ended(): Promise<PipelineEnd> {
    return this.#pipeline.ended;
  }

  get started(): boolean {
    return this.#baseNs !== undefined;
  }

  /** Bytes that the pipeline has not taken yet. */
  get waitingBytes(): number {
    return this.#audio.levelBytes() + (this.#video?.levelBytes() ?? 0);
  }

  /** Bytes that the pipeline has taken so far: that they grow is the sign of an output that moves. */
  get takenBytes(): number {
    return this.#pushedBytes - this.waitingBytes;
  }

  setVideoConfig(config: VideoConfig): void {
    this.#video?.push(gdpCaps(config.caps));
  }

  /** @returns false when the unit is before the session's start. */
  pushVideo(unit: VideoUnit): boolean {
    if (this.#baseNs === undefined && unit.keyFrame) this.#baseNs = unit.dtsNs;
    if (this.#video === undefined || this.#baseNs === undefined) return false;
    this.#push(this.#video, {
      ptsNs: unit.ptsNs - this.#baseNs,
      dtsNs: unit.dtsNs - this.#baseNs,
      durationNs: unit.durationNs,
      deltaUnit: !unit.keyFrame,
      data: unit.data,
    });
    return true;
  }

  /** @returns false when the unit is before the session's start. */
  pushAudio(unit: AudioUnit): boolean {
    if (this.#video === undefined) this.#baseNs ??= unit.ptsNs;
    if (this.#baseNs === undefined || unit.ptsNs < this.#baseNs) return false;
    this.#push(this.#audio, { ptsNs: unit.ptsNs - this.#baseNs, durationNs: unit.durationNs, data: unit.data });
    return true;
  }

  /** Lets everything that was pushed arrive, so that files are complete. */
  async finish(): Promise<PipelineEnd> {
    this.#video?.push(gdpEos());
    this.#audio.push(gdpEos());
    const timer = setTimeout(() => this.#pipeline.stop(), EOS_TIMEOUT_MS);
    const end = await this.#pipeline.ended;
    clearTimeout(timer);
    this.#pipeline.stop();
    return end;
  }

  stop(): void {
    this.#pipeline.stop();
  }

  #push(port: PushPort, unit: Parameters<typeof gdpBuffer>[0]): void {
    const packet = gdpBuffer(unit);
    this.#pushedBytes += packet.length;
    port.push(packet);
  }
}
