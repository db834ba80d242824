import { samplesToNs, type DubbingError, type Logger } from '@dubbing/common';
import { KeyFrameForecast } from '../hls/key-frame-forecast.js';
import type { ResumePoint } from '../hls/resume-point.js';
import {
  PCM_FRAME_BYTES,
  PROGRAMME_FORMAT,
  type AudioBlock,
  type VideoConfig,
  type VideoUnit,
} from '../media/units.js';
import type { OutputRun } from '../media/as-run.js';
import type { ProgrammeTimeline } from '../timeline/programme-timeline.js';
import { Air } from './air.js';
import { CaptionFeed } from './caption-feed.js';
import { LanguageChannel, type LanguageChannelOptions } from './language-channel.js';
import type { StreamSpec } from './stream-spec.js';

/** Encoding as AAC adds up to half a decibel to the peaks; −1 dBTP is what the published sound is to hold. */
const CEILING_DBTP = -1.5;

export interface ProgrammeOptions {
  spec: StreamSpec;
  timeline: ProgrammeTimeline;
  resume: ResumePoint | undefined;
  logger: Logger;
  signal: AbortSignal;
  /** The first unit was released: the stream is on the air. */
  onFirstRelease(): void;
  /** An output starts to take the programme. */
  onOutput(run: OutputRun): void;
  onError(error: DubbingError): void;
}

/** The released side of a stream: takes what the delay line lets go, and mixes, encodes and publishes it per language. */
export class Programme {
  readonly #options: ProgrammeOptions;
  readonly #channels: readonly LanguageChannel[];
  readonly #captions: readonly CaptionFeed[];
  /** Configurations on their way through the delay line, each with the decode time of the first unit it is for. */
  readonly #configs: { config: VideoConfig; fromDtsNs: bigint | undefined }[] = [];
  readonly #forecast = new KeyFrameForecast();
  #air: Air | undefined;
  #claimedPtsNs: bigint | undefined;
  #finishing: Promise<void> | undefined;

  constructor(options: ProgrammeOptions) {
    this.#options = options;
    const { spec, timeline, onError } = options;
    const onUnit: LanguageChannelOptions['onUnit'] = (language, unit) => this.#air?.pushAudio(language, unit);
    const wantsOriginal = spec.hls !== undefined || spec.outputs.some(({ language }) => language === 'original');
    // `original` leaves even a source's own bed aside.
    const bed =
      spec.bed === 'original' ? { duckDepthDb: 0, useBed: false } : { duckDepthDb: spec.duckDepthDb, useBed: true };
    const beneath = { ...bed, ceilingDbtp: CEILING_DBTP };
    const common = { beneath, isUnpaced: spec.fast, onUnit, onError };
    this.#channels = [
      ...(wantsOriginal ? [new LanguageChannel({ language: 'original', ...common })] : []),
      ...spec.targetLanguages.map(
        (language) => new LanguageChannel({ language, timeline: timeline.language(language), ...common }),
      ),
    ];
    this.#captions = [
      new CaptionFeed('original', timeline.originalCaptions),
      ...spec.targetLanguages.map((language) => new CaptionFeed(language, timeline.language(language).captions)),
    ];
  }

  /** Everything before this is decided and cannot be dubbed any more; undefined before the first release. */
  get claimedPtsNs(): bigint | undefined {
    return this.#claimedPtsNs;
  }

  get air(): Air | undefined {
    return this.#air;
  }

  /** How much sound waits for its encoder, in milliseconds: the most of all languages; endless where an output is behind. */
  get backlogMs(): number {
    if (this.#air?.isBehind === true) return Number.POSITIVE_INFINITY;
    return Math.max(0, ...this.#channels.map((channel) => channel.backlogMs));
  }

  /** Resolves when no encoder and no output is behind. */
  async caughtUp(): Promise<void> {
    await Promise.all([...this.#channels.map((channel) => channel.caughtUp()), this.#air?.caughtUp()]);
  }

  /** A configuration that came in: it is for the next unit that comes in. A new connection repeats the one it had. */
  announceVideo(config: VideoConfig): void {
    const last = this.#configs.at(-1);
    if (last?.config.codec === config.codec && last.config.decoderConfig.equals(config.decoderConfig)) return;
    // One that no unit came for was replaced before it was used.
    if (last !== undefined && last.fromDtsNs === undefined) this.#configs.pop();
    this.#configs.push({ config, fromDtsNs: undefined });
  }

  /** A unit that came in, on its way into the delay line. */
  sawVideo(unit: VideoUnit): void {
    const last = this.#configs.at(-1);
    if (last !== undefined) last.fromDtsNs ??= unit.dtsNs;
    if (this.#options.spec.hls !== undefined) this.#forecast.saw(unit);
  }

  releaseVideo(unit: VideoUnit): void {
    const air = this.#onAir();
    const next = this.#configs[1];
    if (next?.fromDtsNs !== undefined && next.fromDtsNs <= unit.dtsNs) {
      this.#configs.shift();
      air.setVideoConfig(next.config);
    }
    air.pushVideo(unit);
  }

  releaseAudio(block: AudioBlock): void {
    const air = this.#onAir();
    const samples = block.pcm.length / PCM_FRAME_BYTES;
    const endPtsNs = block.ptsNs + samplesToNs(samples, PROGRAMME_FORMAT.sampleRateHz);
    for (const channel of this.#channels) channel.push(block, endPtsNs);
    const lookAheadNs = this.#channels.at(-1)?.lookAheadNs ?? 0n;
    this.#claimedPtsNs = endPtsNs + lookAheadNs;
    for (const feed of this.#captions) feed.feed(air.hls, block.ptsNs);
  }

  /** Gives out what mixers and encoders hold, then completes files and playlists. Idempotent. */
  finish(): Promise<void> {
    this.#finishing ??= this.#finish();
    return this.#finishing;
  }

  async #finish(): Promise<void> {
    await Promise.all(this.#channels.map((channel) => channel.finish()));
    await this.#air?.close();
  }

  /**
   * The outputs open with the first released unit. Everything that comes in has waited for the programme delay by then,
   * so it is known whether there is video.
   */
  #onAir(): Air {
    if (this.#air === undefined) {
      const { spec, resume, logger, signal, onFirstRelease, onOutput } = this.#options;
      this.#air = new Air({
        spec,
        resume,
        forecast: this.#forecast,
        logger,
        signal,
        video: this.#configs[0]?.config,
        onOutput,
      });
      onFirstRelease();
    }
    return this.#air;
  }
}
