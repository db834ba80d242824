import { Deferred, toDubbingError, type DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { parseCaps } from '../gst/caps.js';
import { GdpReader } from '../gst/gdp-reader.js';
import type { GdpPacket } from '../gst/gdp-packet.js';
import { Pipeline } from '../gst/pipeline.js';
import type { VideoCodec, VideoConfig } from '../media/units.js';
import { AudioTrack } from './audio-track.js';
import { inputFault, noAudio, noData, notMedia, videoUnsupported } from './faults.js';
import type { Gate } from './gate.js';
import { AUDIO_SINK, demuxedName, ingestLaunch, OTHER_VIDEO_SINK, VIDEO_SINKS } from './launch.js';
import type { ProgrammeTracks } from './programme-tracks.js';
import type { Source } from './source.js';
import { VideoTrack } from './video-track.js';

export type ConnectionEnd =
  /** The source said that it is over. */
  | { readonly kind: 'end' }
  /** The source's timeline jumped; a new connection follows it. */
  | { readonly kind: 'jump' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'fault'; readonly error: DubbingError };

export interface ConnectionOptions {
  readonly source: Source;
  /** Whether the clock holds the media to its own pace. */
  readonly paced: boolean;
  /** Whether media comes as fast as it is taken, so that one track can run away from another. */
  readonly unpaced: boolean;
  readonly tracks: ProgrammeTracks;
  readonly gate: Gate;
  /** Milliseconds in which the first data has to come. */
  readonly firstDataMs: number;
  /** Milliseconds without any data after which the source counts as lost. */
  readonly stallMs: number;
  /** Nanoseconds of picture without any sound after which there is none. */
  readonly audioWaitNs: bigint;
  readonly signal: AbortSignal;
  readonly onVideoConfig: (config: VideoConfig) => void;
  readonly onCodec: (track: 'video' | 'audio', codec: string) => void;
  readonly onFirstMedia: () => void;
}

const TRACK_SINKS: readonly string[] = [...Object.values(VIDEO_SINKS), AUDIO_SINK];
const WATCH_INTERVAL_MS = 500;
const OTHER_VIDEO_WAIT_MS = 1000;

/** One connection to the source, from its pipeline's start to the first thing that ends it. Never rejects. */
export async function runConnection(options: ConnectionOptions): Promise<ConnectionEnd> {
  const { signal, source, tracks } = options;
  if (signal.aborted) return { kind: 'aborted' };
  const ended = new Deferred<ConnectionEnd>();
  const fault = (error: DubbingError): void => ended.resolve({ kind: 'fault', error });
  let pipeline: Pipeline;
  try {
    pipeline = new Pipeline(ingestLaunch(source, options.paced));
  } catch (error) {
    return { kind: 'fault', error: toDubbingError(error, errorCodes.INPUT_FAILED) };
  }

  let lastDataMs = performance.now();
  let sawMedia = false;
  const soundCame = new Deferred<void>();
  const finished = new Set<string>();
  const demuxed = (sink: string): boolean => pipeline.buffersThrough(demuxedName(sink)) > 0;
  const waitsForSound = (): boolean => !tracks.hasAudio && tracks.videoNs > options.audioWaitNs;
  const onMedia = (accepted: boolean): void => {
    lastDataMs = performance.now();
    if (!sawMedia) {
      sawMedia = true;
      options.onFirstMedia();
    }
    if (!accepted) ended.resolve({ kind: 'jump' });
    if (tracks.hasAudio) soundCame.resolve();
    else if (waitsForSound() && !demuxed(AUDIO_SINK)) fault(noAudio(source));
  };

  let hasVideo = false;
  let otherCodec: string | undefined;
  let otherSinceMs = 0;
  const audio = new AudioTrack();
  const takerOf = (codec: VideoCodec): ((packet: GdpPacket) => void) => {
    const video = new VideoTrack((config) => {
      hasVideo = true;
      options.onVideoConfig(config);
    });
    return (packet) => {
      if (packet.kind === 'caps') options.onCodec('video', codec);
      const unit = video.push(packet);
      if (unit !== undefined) onMedia(tracks.push({ video: unit }));
    };
  };
  const takers: Record<string, (packet: GdpPacket) => void> = {
    [VIDEO_SINKS.h264]: takerOf('h264'),
    [VIDEO_SINKS.h265]: takerOf('h265'),
    [AUDIO_SINK]: (packet) => {
      if (packet.kind === 'event' && packet.event === 'other') noteAudioCodec(packet.text, options.onCodec);
      const block = audio.push(packet);
      if (block !== undefined) onMedia(tracks.push({ audio: block }));
    },
    [OTHER_VIDEO_SINK]: (packet) => {
      if (packet.kind !== 'caps') return;
      otherCodec ??= codecName(packet.caps);
      otherSinceMs ||= performance.now();
    },
  };

  const watch = setInterval(() => {
    const now = performance.now();
    if (options.gate.held !== undefined) lastDataMs = now;
    if (otherCodec !== undefined && !hasVideo && now - otherSinceMs > OTHER_VIDEO_WAIT_MS) {
      fault(videoUnsupported(source, otherCodec));
      return;
    }
    const patienceMs = sawMedia ? options.stallMs : options.firstDataMs;
    if (now - lastDataMs > patienceMs) fault(noData(source, patienceMs));
  }, WATCH_INTERVAL_MS);
  const onAbort = (): void => ended.resolve({ kind: 'aborted' });
  signal.addEventListener('abort', onAbort, { once: true });

  pipeline.play();
  const loops = Object.entries(takers).map(async ([sink, take]) => {
    const reader = new GdpReader();
    try {
      await pipeline.pull(sink, (bytes) => {
        for (const packet of reader.push(bytes)) take(packet);
        // A picture that is taken as fast as it comes must not run away from sound that is still being decoded.
        if (options.unpaced && sink !== AUDIO_SINK && waitsForSound()) return soundCame.promise;
        return options.gate.held;
      });
    } catch (error) {
      fault(toDubbingError(error, errorCodes.INPUT_FAILED));
    }
    // Branches whose track the input does not have never end, so the end is that of the tracks it does have.
    finished.add(sink);
    if (sink !== OTHER_VIDEO_SINK && TRACK_SINKS.every((each) => finished.has(each) || !demuxed(each)))
      ended.resolve({ kind: 'end' });
  });
  void pipeline.ended.then((end) => {
    if (end.kind === 'error')
      fault(inputFault(source, end.error, { sawMedia, missingPlugins: pipeline.missingPlugins }));
    else ended.resolve({ kind: 'end' });
  });

  const end = await ended.promise;
  clearInterval(watch);
  signal.removeEventListener('abort', onAbort);
  options.gate.open();
  soundCame.resolve();
  pipeline.stop();
  await Promise.all(loops);
  tracks.endConnection();
  if (end.kind === 'end' && otherCodec !== undefined && !hasVideo) {
    return { kind: 'fault', error: videoUnsupported(source, otherCodec) };
  }
  if (end.kind === 'end' && !tracks.hasAudio) {
    return { kind: 'fault', error: hasVideo ? noAudio(source) : notMedia(source) };
  }
  return end;
}

function codecName(caps: string): string {
  const { media, fields } = parseCaps(caps);
  const version = fields.get('mpegversion');
  const name = media.replace(/^(?:video|image)\/(?:x-)?/, '');
  return version === undefined ? name : `${name} version ${version}`;
}

/** Tags name the codec that the decoder has hidden from the caps. */
function noteAudioCodec(text: string, onCodec: ConnectionOptions['onCodec']): void {
  const codec = /audio-codec\\?=\\?\(string\\?\)(?:\\*"((?:[^"\\;,]|\\+[^"])*)|([^\\;,]+))/.exec(text);
  const name = (codec?.[1] ?? codec?.[2])?.replaceAll('\\', '').trim();
  if (name !== undefined && name !== '') onCodec('audio', name);
}
