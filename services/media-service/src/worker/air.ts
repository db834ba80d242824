import { join } from 'node:path';
import type { Logger } from '@dubbing/common';
import { DubbingError, describeError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import type { KeyFrameForecast } from '../hls/key-frame-forecast.js';
import { MEDIA_TIME_ORIGIN_NS } from '../hls/media-time.js';
import { HlsPackager } from '../hls/packager.js';
import type { ResumePoint } from '../hls/resume-point.js';
import type { OutputRun } from '../media/as-run.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { openOutput, type Output } from '../publish/output.js';
import type { StreamSpec } from './stream-spec.js';

/** More than a delay line of half a minute holds of any picture. */
const JOB_WAITING_BYTES = 512 * 1024 * 1024;

export interface AirOptions {
  spec: StreamSpec;
  /** Undefined for an audio-only programme. */
  video: VideoConfig | undefined;
  resume: ResumePoint | undefined;
  /** What is known of the key frames that are still in the delay line. */
  forecast: KeyFrameForecast;
  logger: Logger;
  signal: AbortSignal;
  /** An output starts to take the programme. */
  onOutput(run: OutputRun): void;
}

/** Everything that released media goes to: the HLS packager and the outputs, each failing on its own. */
export class Air {
  readonly hls: HlsPackager | undefined;
  readonly outputs: readonly { language: string; output: Output }[];
  #hlsFailures = 0;

  constructor(options: AirOptions) {
    const { spec, video, logger, signal, onOutput } = options;
    this.hls = this.#openHls(options);
    this.outputs = spec.outputs.map(({ language, url, masked }) => {
      const output = openOutput({
        url,
        masked,
        language,
        video,
        logger: logger.child({ output: language }),
        signal,
        // A job begins from its start when it is done again; a recording of something live is never written over.
        files: spec.fast ? 'single' : 'parts',
        // A file waits for its outputs; only what the delay line lets go at its end comes at once.
        ...(spec.fast ? { maxWaitingBytes: JOB_WAITING_BYTES } : {}),
        onSessionStart: onOutput,
      });
      return { language, output };
    });
  }

  /** Segments or playlists that could not be written. */
  get hlsFailures(): number {
    return this.#hlsFailures;
  }

  setVideoConfig(config: VideoConfig): void {
    this.hls?.setVideo(config);
    for (const { output } of this.outputs) output.setVideoConfig(config);
  }

  pushVideo(unit: VideoUnit): void {
    this.hls?.pushVideo(unit);
    for (const { output } of this.outputs) output.pushVideo(unit);
  }

  pushAudio(language: string, unit: AudioUnit): void {
    this.hls?.pushAudio(language, unit);
    for (const entry of this.outputs) if (entry.language === language) entry.output.pushAudio(unit);
  }

  /** An output has not got what was released: a source that can wait should. */
  get isBehind(): boolean {
    return this.outputs.some(({ output }) => output.isBehind);
  }

  async caughtUp(): Promise<void> {
    await Promise.all(this.outputs.map(({ output }) => output.caughtUp()));
  }

  /** Files are complete and playlists are ended when this resolves. */
  async close(): Promise<void> {
    await Promise.all([this.hls?.close(), ...this.outputs.map(({ output }) => output.close())]);
  }

  #openHls({ spec, video, resume, forecast, logger, onOutput }: AirOptions): HlsPackager | undefined {
    if (spec.hls === undefined) return undefined;
    const { directory, targetMs, windowMs } = spec.hls;
    const { sourceLanguage, targetLanguages } = spec;
    const onError = (cause: unknown) => {
      this.#hlsFailures += 1;
      const message = `HLS could not be written: ${describeError(cause)}`;
      const error = new DubbingError(errorCodes.HLS_WRITE_FAILED, message, {
        source: directory,
        retryable: true,
        cause,
      });
      // One line for each burst: a full disk fails for every file of every rendition.
      if (this.#hlsFailures % 100 === 1) logger.error(message, { error, failures: this.#hlsFailures });
    };
    const config = { directory, targetMs, windowMs, sourceLanguage, targetLanguages, forecast, onError };
    // One zero for every rendition, whenever the packager starts.
    for (const language of ['original', ...targetLanguages]) {
      onOutput({ language, url: join(directory, 'master.m3u8'), zeroPtsNs: -MEDIA_TIME_ORIGIN_NS });
    }
    return new HlsPackager(video === undefined ? config : { ...config, video }, resume);
  }
}
