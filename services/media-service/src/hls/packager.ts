import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { nsToMs } from '@dubbing/common';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { CaptionSegments, type FragmentCaption } from './caption-track.js';
import { Cutter, type Cut } from './cutter.js';
import { KeyFrameForecast } from './key-frame-forecast.js';
import { MasterWriter } from './master-writer.js';
import type { MediaPlaylist } from './media-playlist.js';
import { AUDIO_TIMESCALE, VIDEO_TIMESCALE, audioInitSegment, videoInitSegment } from '../mp4/init-segment.js';
import { RenditionWriter } from './rendition-writer.js';
import type { ResumePoint } from './resume-point.js';
import { SampleTrack } from './sample-track.js';
import type { FinishedSegment, SegmentInterval } from './segment.js';

/** Half an AAC frame at 48 kHz: audio is cut at the frame edge nearest to the video's cut. */
const AUDIO_CUT_TOLERANCE_NS = 10_666_666n;
/** Picture and sound are released together; a picture that is this far behind the sound is not coming. */
const VIDEO_STALL_NS = 1_000_000_000n;
/** With this much more, a segment is closed without waiting for the picture that would have ended it. */
const VIDEO_LOST_NS = 3_000_000_000n;

export interface HlsPackagerOptions {
  directory: string;
  sourceLanguage: string;
  targetLanguages: readonly string[];
  /** Absent for an audio-only programme. */
  video?: VideoConfig;
  /** Shortest segment. Default 2000 ms. */
  targetMs?: number;
  /** Longest group of pictures that the target duration makes room for: ten seconds of film, and some more. Default 12000 ms. */
  longestGroupMs?: number;
  /** Length of the rolling playlists. Absent: everything is kept, and playlists only grow (DVR). */
  windowMs?: number | undefined;
  /** What the programme delay knows of the key frames to come. Without it the packager learns them as they are released. */
  forecast?: KeyFrameForecast;
  onError(error: unknown): void;
}

/** What did not go as it should, since the packager was opened. */
export interface HlsStats {
  /** Segments that start without a key frame, because a group of pictures was longer than the target duration. */
  forcedCuts: number;
  /** Segments, of all renditions, that could not be written and are listed as gaps. */
  gaps: number;
  /** Captions that came, or changed, after the segment they belong to was written. */
  lateCaptions: number;
}

interface Rendition {
  track: SampleTrack;
  writer: RenditionWriter;
}

/**
 * Packages released units as HLS: CMAF video, one CMAF audio rendition and one WebVTT rendition per language. All
 * renditions share one timeline and one numbering of segments.
 */
export class HlsPackager {
  readonly #options: HlsPackagerOptions;
  readonly #forecast: KeyFrameForecast;
  readonly #cutter: Cutter;
  readonly #session = `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  readonly #resume: ResumePoint | undefined;
  readonly #master: MasterWriter;
  readonly #audio = new Map<string, Rendition>();
  readonly #captions = new Map<string, { track: CaptionSegments; writer: RenditionWriter }>();
  readonly #video: Rendition | undefined;
  #videoInitUri: string | undefined;
  #nextVideo: VideoConfig | undefined;
  #discontinuity: boolean;
  #sequence: number;
  #epochOriginMs: number | undefined;
  #lastPtsNs = 0n;
  #closing: Promise<void> | undefined;

  /** @param resume what `readResumePoint` found in the folder: a restarted worker goes on from there */
  constructor(options: HlsPackagerOptions, resume: ResumePoint | undefined) {
    this.#options = options;
    this.#resume = resume;
    this.#sequence = resume?.sequence ?? 0;
    this.#discontinuity = resume !== undefined;
    this.#forecast = options.forecast ?? new KeyFrameForecast();
    this.#cutter = new Cutter({
      targetMs: options.targetMs ?? 2000,
      longestGroupMs: options.longestGroupMs ?? 12_000,
      targetDurationS: this.#goesOn ? resume?.targetDurationS : undefined,
      forecast: this.#forecast,
    });
    const languages = ['original', ...options.targetLanguages];
    const folders = [
      ...(options.video === undefined ? [] : ['video']),
      ...languages.flatMap((language) => [`audio-${language}`, `captions-${language}`]),
    ];
    this.#master = new MasterWriter(options, folders);
    for (const language of languages) {
      const writer = this.#writer(`audio-${language}`, 'm4s');
      writer.init('init', audioInitSegment());
      const track = new SampleTrack({
        timescale: AUDIO_TIMESCALE,
        toleranceNs: AUDIO_CUT_TOLERANCE_NS,
        measuredBy: 'samples',
      });
      this.#audio.set(language, { track, writer });
      const captions = this.#writer(`captions-${language}`, 'vtt');
      this.#captions.set(language, { track: new CaptionSegments(), writer: captions });
    }
    if (options.video !== undefined) {
      const track = new SampleTrack({ timescale: VIDEO_TIMESCALE, toleranceNs: 0n, measuredBy: 'cuts' });
      this.#video = { track, writer: this.#writer('video', 'm4s') };
      this.#useVideo(options.video);
    }
  }

  get stats(): HlsStats {
    const captions = [...this.#captions.values()];
    const writers = [...this.#renditions(), ...captions].map(({ writer }) => writer);
    return {
      forcedCuts: this.#cutter.forcedCuts,
      gaps: writers.reduce((sum, { gaps }) => sum + gaps, 0),
      lateCaptions: captions.reduce((sum, { track }) => sum + track.lateCaptions, 0),
    };
  }

  /**
   * A new configuration starts a new segment, with a discontinuity in every rendition, at the next key frame. A picture before
   * that which needs it brings its parameter sets itself: a source that sends them apart does so at key frames alone.
   */
  setVideo(config: VideoConfig): void {
    if (this.#video !== undefined) this.#nextVideo = config;
  }

  pushVideo(unit: VideoUnit): void {
    if (this.#video === undefined) return;
    if (this.#options.forecast === undefined) this.#forecast.saw(unit);
    this.#saw(unit);
    const config = unit.keyFrame ? this.#nextVideo : undefined;
    if (config === undefined) this.#cut(this.#cutter.offer(unit.ptsNs, unit.keyFrame));
    else {
      this.#nextVideo = undefined;
      this.#cut(this.#cutter.force(unit.ptsNs));
      this.#useVideo(config);
      this.#discontinuity = true;
    }
    this.#append(this.#video.writer, this.#video.track.push(unit));
  }

  /** @param language a target language, or `original` */
  pushAudio(language: string, unit: AudioUnit): void {
    const rendition = this.#audio.get(language);
    if (rendition === undefined) return;
    this.#saw(unit);
    if (language === 'original') this.#lead(unit.ptsNs);
    const { ptsNs, durationNs, data } = unit;
    this.#append(rendition.writer, rendition.track.push({ ptsNs, dtsNs: ptsNs, durationNs, keyFrame: true, data }));
  }

  /** @param caption takes the place of the one before it of the same fragment, as far as that is in no segment yet */
  pushCaption(language: string, caption: FragmentCaption): void {
    this.#captions.get(language)?.track.push(caption);
  }

  /** Resolves when every segment that has ended so far is on disk, or has been given up. */
  async settled(): Promise<void> {
    const writers = [...this.#renditions(), ...this.#captions.values()].map(({ writer }) => writer);
    await Promise.all(writers.map((writer) => writer.settled()));
  }

  /** Writes what is left and marks every playlist as ended. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** Whether the playlists that were left are continued: after a crash always; after an end only where all is kept. */
  get #goesOn(): boolean {
    return this.#resume !== undefined && (!this.#resume.ended || this.#options.windowMs === undefined);
  }

  /** The original audio cuts where there is no video, and steps in where the video has stalled. */
  #lead(ptsNs: bigint): void {
    if (this.#video === undefined) this.#cut(this.#cutter.offer(ptsNs, true));
    else {
      const startPtsNs = this.#cutter.startPtsNs;
      const stalledNs = ptsNs - VIDEO_STALL_NS;
      if (startPtsNs !== undefined && stalledNs > startPtsNs) this.#cut(this.#cutter.offer(stalledNs, false));
      this.#append(this.#video.writer, this.#video.track.expire(ptsNs - VIDEO_LOST_NS));
    }
  }

  #cut(cuts: readonly Cut[]): void {
    for (const { startPtsNs, endPtsNs } of cuts) {
      const interval: SegmentInterval = {
        sequence: this.#sequence,
        startPtsNs,
        endPtsNs,
        discontinuity: this.#discontinuity,
      };
      this.#sequence += 1;
      this.#discontinuity = false;
      if (this.#video !== undefined) {
        const uri = this.#videoInitUri;
        const videoInterval = uri === undefined ? interval : { ...interval, videoInitUri: uri };
        this.#append(this.#video.writer, this.#video.track.cut(videoInterval));
      }
      for (const { track, writer } of this.#audio.values()) this.#append(writer, track.cut(interval));
      for (const { track, writer } of this.#captions.values()) writer.append(track.cut(interval));
    }
  }

  async #finish(): Promise<void> {
    this.#cut(this.#cutter.finish(this.#lastPtsNs));
    for (const { track, writer } of this.#renditions()) this.#append(writer, track.expire(this.#lastPtsNs));
    const writers = [...this.#renditions(), ...this.#captions.values()].map(({ writer }) => writer);
    await Promise.all(writers.map((writer) => writer.finish()));
    await this.#master.settled();
  }

  #renditions(): Rendition[] {
    return [...this.#audio.values(), ...(this.#video === undefined ? [] : [this.#video])];
  }

  #append(writer: RenditionWriter, segments: readonly FinishedSegment[]): void {
    for (const segment of segments) writer.append(segment);
  }

  #useVideo(config: VideoConfig): void {
    this.#videoInitUri = this.#video?.writer.init(`init-${this.#sequence}`, videoInitSegment(config));
    this.#master.setVideo(config);
  }

  /** The wall clock is read once: from then on media time alone dates the segments. */
  #saw({ ptsNs, durationNs }: { ptsNs: bigint; durationNs: bigint }): void {
    const endPtsNs = ptsNs + durationNs;
    this.#cutter.begin(ptsNs);
    this.#epochOriginMs ??= Date.now() - nsToMs(endPtsNs);
    if (endPtsNs > this.#lastPtsNs) this.#lastPtsNs = endPtsNs;
  }

  #writer(folder: string, extension: 'm4s' | 'vtt'): RenditionWriter {
    const { directory, windowMs, onError } = this.#options;
    return new RenditionWriter({
      directory: join(directory, folder),
      session: this.#session,
      extension,
      windowMs,
      resume: this.#left(folder),
      epochMs: (ptsNs) => (this.#epochOriginMs ?? 0) + nsToMs(ptsNs),
      targetDurationS: () => this.#cutter.targetDurationS ?? 1,
      onWritten: (segment) => this.#master.written(folder, segment),
      onError,
    });
  }

  /** What an earlier packager left of a rendition; one that is new has missed as many segments and discontinuities as the others. */
  #left(folder: string): Pick<MediaPlaylist, 'mediaSequence' | 'discontinuitySequence' | 'segments' | 'independent'> {
    const left = this.#goesOn ? this.#resume?.playlists.get(folder) : undefined;
    const independent = folder !== 'video' || !this.#forecast.openGroups;
    if (left !== undefined) return { ...left, independent: left.independent && independent };
    const { sequence = 0, discontinuities = 0 } = this.#resume ?? {};
    return { mediaSequence: sequence, discontinuitySequence: discontinuities, segments: [], independent };
  }
}
