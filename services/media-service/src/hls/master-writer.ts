import { join } from 'node:path';
import { codecName } from '../media/decoder-config.js';
import type { VideoConfig } from '../media/units.js';
import { replaceFile } from './atomic-file.js';
import { BitrateMeter } from './bitrate.js';
import { languageName, renderMasterPlaylist, TRANSCRIPT, type RenditionEntry } from './master-playlist.js';
import type { FinishedSegment } from './segment.js';

/** The bitrate that is announced leaves this much room above what was measured. */
const PEAK_HEADROOM = 1.1;

export interface MasterWriterOptions {
  directory: string;
  sourceLanguage: string;
  targetLanguages: readonly string[];
  onError(error: unknown): void;
}

/**
 * Writes the master playlist once every rendition has its first segment, so that no player is sent to a playlist
 * that is not there, and again when the measured peak outgrows what was announced.
 */
export class MasterWriter {
  readonly #options: MasterWriterOptions;
  readonly #meters = new Map<string, BitrateMeter>();
  #video: VideoConfig | undefined;
  #announcedPeakBps = 0;
  #tail: Promise<void> = Promise.resolve();

  /** @param renditions names of the folders whose first segment is awaited */
  constructor(options: MasterWriterOptions, renditions: readonly string[]) {
    this.#options = options;
    for (const name of renditions) this.#meters.set(name, new BitrateMeter());
  }

  setVideo(config: VideoConfig): void {
    this.#video = config;
    this.#announcedPeakBps = 0;
  }

  written(rendition: string, segment: FinishedSegment): void {
    this.#meters.get(rendition)?.add(segment);
    const meters = [...this.#meters.values()];
    if (!meters.every((meter) => meter.measured)) return;
    const peakBps = this.#variantBps((meter) => meter.peakBps);
    if (peakBps <= this.#announcedPeakBps) return;
    this.#announcedPeakBps = peakBps * PEAK_HEADROOM;
    this.#tail = this.#tail.then(() => this.#write()).catch((error: unknown) => this.#options.onError(error));
  }

  async settled(): Promise<void> {
    await this.#tail;
  }

  /** RFC 8216 §4.3.4.2: the variant's own rendition plus the largest of each group it may play with. */
  #variantBps(rate: (meter: BitrateMeter) => number): number {
    let video = 0;
    let audio = 0;
    for (const [name, meter] of this.#meters) {
      if (name === 'video') video = rate(meter);
      else if (name.startsWith('audio-')) audio = Math.max(audio, rate(meter));
    }
    return video + audio;
  }

  async #write(): Promise<void> {
    const { sourceLanguage, targetLanguages, directory } = this.#options;
    const entry = (folder: string, language: string, name: string, isDefault: boolean): RenditionEntry => ({
      name,
      language,
      uri: `${folder}/index.m3u8`,
      isDefault,
    });
    const original = languageName(sourceLanguage);
    const text = renderMasterPlaylist({
      ...(this.#video === undefined ? {} : { video: describeVideo(this.#video) }),
      audio: [
        entry('audio-original', sourceLanguage, `${original} (original)`, true),
        ...targetLanguages.map((language) => entry(`audio-${language}`, language, languageName(language), false)),
      ],
      captions: [
        { ...entry('captions-original', sourceLanguage, original, false), characteristics: TRANSCRIPT },
        ...targetLanguages.map((language) => entry(`captions-${language}`, language, languageName(language), false)),
      ],
      peakBitsPerSecond: this.#announcedPeakBps,
      averageBitsPerSecond: this.#variantBps((meter) => meter.averageBps),
    });
    await replaceFile(join(directory, 'master.m3u8'), text);
  }
}

function describeVideo(config: VideoConfig) {
  const { codec, decoderConfig, width, height, frameRate } = config;
  return {
    uri: 'video/index.m3u8',
    codec: codecName(codec, decoderConfig),
    width,
    height,
    ...(frameRate === undefined ? {} : { frameRateHz: frameRate.numerator / frameRate.denominator }),
  };
}
