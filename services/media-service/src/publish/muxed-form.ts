import { gdpBuffer, gdpCaps } from '../gst/gdp-writer.js';
import { withParameterSets } from '../media/parameter-sets.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import type { Form, FormTaker } from './form.js';
import { audioCaps, outputLaunch, type MuxedContainer } from './launch.js';

/**
 * How a container takes a new decoder configuration. FLV has a sequence header for it, which the muxer writes from new
 * caps. Matroska gets it in front of each key frame from the first change on, because it describes a track once, at its
 * beginning, and GStreamer's muxer ends the file when that description changes.
 */
const inBand: Readonly<Record<MuxedContainer, 'never' | 'changed'>> = { flv: 'never', matroska: 'changed' };

/** A container that a muxer of GStreamer's writes: every timestamp that leaves is the programme's less one constant. */
export class MuxedForm implements Form {
  readonly inputs: ReadonlyMap<string, string>;
  readonly #container: MuxedContainer;
  readonly #video: VideoConfig | undefined;
  readonly #take: FormTaker;
  #zeroNs: bigint | undefined;
  #laterConfig: VideoConfig | undefined;

  constructor(container: MuxedContainer, video: VideoConfig | undefined, take: FormTaker) {
    this.#container = container;
    this.#video = video;
    this.#take = take;
    this.inputs = new Map([['audio', audioCaps], ...(video === undefined ? [] : [['video', video.caps] as const])]);
  }

  launch(sink: string): string {
    return outputLaunch(this.#container, sink, this.#video?.codec);
  }

  get zeroPtsNs(): bigint | undefined {
    return this.#zeroNs;
  }

  setVideoConfig(config: VideoConfig): void {
    if (inBand[this.#container] === 'changed') this.#laterConfig = config;
    else if (this.#video !== undefined) this.#take('video', gdpCaps(config.caps));
  }

  pushVideo({ ptsNs, dtsNs, durationNs, keyFrame, data }: VideoUnit, mayStart: boolean): boolean {
    if (keyFrame && mayStart) this.#zeroNs ??= dtsNs;
    const zeroNs = this.#zeroNs;
    if (this.#video === undefined || zeroNs === undefined) return false;
    const times = { ptsNs: ptsNs - zeroNs, dtsNs: dtsNs - zeroNs, durationNs };
    const withSets = keyFrame && this.#laterConfig !== undefined ? withParameterSets(this.#laterConfig, data) : data;
    this.#take('video', gdpBuffer({ ...times, deltaUnit: !keyFrame, data: withSets }), times.dtsNs);
    return true;
  }

  pushAudio({ ptsNs, durationNs, data }: AudioUnit, mayStart: boolean): boolean {
    if (this.#video === undefined && mayStart) this.#zeroNs ??= ptsNs;
    const zeroNs = this.#zeroNs;
    if (zeroNs === undefined || ptsNs < zeroNs) return false;
    this.#take('audio', gdpBuffer({ ptsNs: ptsNs - zeroNs, durationNs, data }), ptsNs - zeroNs);
    return true;
  }

  flush(): void {
    // The muxer holds what is held.
  }
}
