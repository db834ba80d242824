import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { nsToMs } from '@dubbing/common';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { CaptionSegments } from './caption-track.js';
import { Cutter, type CutDecision } from './cutter.js';
import { MasterWriter } from './master-writer.js';
import { AUDIO_TIMESCALE, VIDEO_TIMESCALE, audioInitSegment, videoInitSegment } from './mp4/init-segment.js';
import { RenditionWriter } from './rendition-writer.js';
import type { ResumePoint } from './resume-point.js';
import { SampleTrack } from './sample-track.js';
import type { FinishedSegment, SegmentInterval } from './segment.js';
import type { Caption } from './webvtt.js';

/** Half an AAC frame at 48 kHz: audio is cut at the frame edge nearest to the video's cut. */
const AUDIO_CUT_TOLERANCE_NS = 10_666_666n;
/** The leading video may be this far behind the audio before segments are closed without it. */
const VIDEO_STALL_NS = 15_000_000_000n;

export interface HlsPackagerOptions {
  directory: string;
  sourceLanguage: string;
  targetLanguages: readonly string[];
  /** Absent for an audio-only programme. */
  video?: VideoConfig;
  /** Shortest segment. Default 2000 ms. */
  targetMs?: number;
  /** Longest segment that the source's key frames may ask for. Default 10000 ms. */
  longestMs?: number;
  /** Length of the rolling playlists. Default 30000 ms. */
  windowMs?: number;
  onError(error: unknown): void;
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
  readonly #cutter: Cutter;
  readonly #session = `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  readonly #resume: ResumePoint;
  readonly #master: MasterWriter;
  readonly #audio = new Map<string, Rendition>();
  readonly #captions = new Map<string, { track: CaptionSegments; writer: RenditionWriter }>();
  readonly #video: Rendition | undefined;
  #videoInitUri: string | undefined;
  #discontinuity: boolean;
  #sequence: number;
  #epochOriginMs: number | undefined;
  #lastPtsNs = 0n;
  #closing: Promise<void> | undefined;

  /** @param resume what `readResumePoint` found in the folder: a restarted worker goes on from there */
  constructor(options: HlsPackagerOptions, resume: ResumePoint | undefined) {
    this.#options = options;
    this.#resume = resume ?? { sequence: 0, discontinuitySequence: 0 };
    this.#sequence = this.#resume.sequence;
    this.#discontinuity = resume !== undefined;
    this.#cutter = new Cutter({ targetMs: options.targetMs ?? 2000, longestMs: options.longestMs ?? 10_000 });
    const languages = ['original', ...options.targetLanguages];
    const folders = [
      ...(options.video === undefined ? [] : ['video']),
      ...languages.flatMap((language) => [`audio-${language}`, `captions-${language}`]),
    ];
    this.#master = new MasterWriter(options, folders);
    for (const language of languages) {
      const writer = this.#writer(`audio-${language}`, 'm4s');
      writer.init('init', audioInitSegment());
      this.#audio.set(language, { track: new SampleTrack(AUDIO_TIMESCALE, AUDIO_CUT_TOLERANCE_NS), writer });
      this.#captions.set(language, {
        track: new CaptionSegments(),
        writer: this.#writer(`captions-${language}`, 'vtt'),
      });
    }
    if (options.video !== undefined) {
      this.#video = { track: new SampleTrack(VIDEO_TIMESCALE, 0n), writer: this.#writer('video', 'm4s') };
      this.#useVideo(options.video);
    }
  }

  /** A new configuration starts a new segment, with a discontinuity in every rendition. */
  setVideo(config: VideoConfig, fromPtsNs: bigint): void {
    if (this.#video === undefined) return;
    const startPtsNs = this.#cutter.startPtsNs;
    this.#decided(this.#cutter.force(fromPtsNs), startPtsNs ?? fromPtsNs);
    this.#useVideo(config);
    this.#discontinuity = true;
  }

  pushVideo(unit: VideoUnit): void {
    if (this.#video === undefined) return;
    this.#saw(unit.ptsNs + unit.durationNs);
    const before = this.#cutter.startPtsNs;
    this.#decided(this.#cutter.offer(unit.ptsNs, unit.keyFrame), before ?? unit.ptsNs);
    this.#append(this.#video.writer, this.#video.track.push(unit));
  }

  /** @param language a target language, or `original` */
  pushAudio(language: string, unit: AudioUnit): void {
    const rendition = this.#audio.get(language);
    if (rendition === undefined) return;
    this.#saw(unit.ptsNs + unit.durationNs);
    if (language === 'original') this.#lead(unit.ptsNs);
    const { ptsNs, durationNs, data } = unit;
    this.#append(rendition.writer, rendition.track.push({ ptsNs, dtsNs: ptsNs, durationNs, keyFrame: true, data }));
  }

  pushCaption(language: string, caption: Caption): void {
    this.#captions.get(language)?.track.push(caption);
  }

  /** Writes what is left and marks every playlist as ended. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** The original audio cuts where there is no video, and steps in where the video has stalled. */
  #lead(ptsNs: bigint): void {
    const startPtsNs = this.#cutter.startPtsNs;
    if (this.#video === undefined) {
      this.#decided(this.#cutter.offer(ptsNs, true), startPtsNs ?? ptsNs);
    } else if (startPtsNs !== undefined && ptsNs - startPtsNs > VIDEO_STALL_NS) {
      this.#decided(this.#cutter.force(ptsNs), startPtsNs);
    }
  }

  #decided(decision: CutDecision, startPtsNs: bigint): void {
    if (decision === 'continue') return;
    this.#cut(startPtsNs, this.#cutter.startPtsNs ?? startPtsNs);
  }

  #cut(startPtsNs: bigint, endPtsNs: bigint): void {
    const { discontinuity, sequence } = { discontinuity: this.#discontinuity, sequence: this.#sequence };
    const interval: SegmentInterval = { sequence, startPtsNs, endPtsNs, discontinuity };
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

  async #finish(): Promise<void> {
    const startPtsNs = this.#cutter.startPtsNs;
    if (startPtsNs !== undefined && this.#lastPtsNs > startPtsNs) {
      this.#cutter.finish(this.#lastPtsNs);
      this.#cut(startPtsNs, this.#lastPtsNs);
    }
    const renditions = [...this.#audio.values(), ...(this.#video === undefined ? [] : [this.#video])];
    for (const { track, writer } of renditions) this.#append(writer, track.finish());
    const writers = [...renditions, ...this.#captions.values()].map(({ writer }) => writer);
    await Promise.all(writers.map((writer) => writer.finish()));
    await this.#master.settled();
  }

  #append(writer: RenditionWriter, segments: readonly FinishedSegment[]): void {
    for (const segment of segments) writer.append(segment);
  }

  #useVideo(config: VideoConfig): void {
    this.#videoInitUri = this.#video?.writer.init(`init-${this.#sequence}`, videoInitSegment(config));
    this.#master.setVideo(config);
  }

  /** The wall clock is read once: from then on media time alone dates the segments. */
  #saw(endPtsNs: bigint): void {
    this.#epochOriginMs ??= Date.now() - nsToMs(endPtsNs);
    if (endPtsNs > this.#lastPtsNs) this.#lastPtsNs = endPtsNs;
  }

  #writer(folder: string, extension: 'm4s' | 'vtt'): RenditionWriter {
    const { directory, windowMs = 30_000, onError } = this.#options;
    return new RenditionWriter({
      directory: join(directory, folder),
      session: this.#session,
      extension,
      windowMs,
      discontinuitySequence: this.#resume.discontinuitySequence,
      epochMs: (ptsNs) => (this.#epochOriginMs ?? 0) + nsToMs(ptsNs),
      targetDurationS: () => this.#cutter.targetDurationS ?? 1,
      onWritten: (segment) => this.#master.written(folder, segment),
      onError,
    });
  }
}
