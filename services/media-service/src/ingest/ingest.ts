import { Backoff, type DubbingError, sleep, toDubbingError, type Logger } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { PipelineStock } from '../gst/pipeline-stock.js';
import type { AudioBlock, VideoConfig, VideoUnit } from '../media/units.js';
import { runConnection, type ConnectionEnd } from './connection.js';
import { Gate } from './gate.js';
import { refineSource } from './refine-source.js';
import { ProgrammeTracks } from './programme-tracks.js';
import { sourceOf, type Source } from './source.js';
import { rolesOf, type SoundRole, type TrackChoice } from './track-choice.js';

export type IngestState = 'connecting' | 'live' | 'lost' | 'ended';

export interface IngestHandlers {
  /** Comes before the first unit, and again whenever the source changes its parameter sets. */
  onVideoConfig(config: VideoConfig): void;
  /** In decoding order; the first one of every connection is a key frame. */
  onVideo(unit: VideoUnit): void;
  /** Blocks of 40 ms, contiguous to the sample; holes of up to 10 s are filled with silence. */
  onAudio(block: AudioBlock): void;
  onState(state: IngestState): void;
  /** The clean end: the file is over, or the source stayed away for the whole grace period. */
  onEnd(reason: 'end-of-input' | 'source-lost'): void;
}

export interface IngestOptions {
  /** A file's path, or a URL: file, rtmp(s), http(s) (FLV, HLS, files), rtsp(s), srt, udp. */
  readonly input: string;
  /** Inputs that can be read faster than they play: at their `own` pace (default) or as `fast` as they are taken. */
  readonly pace?: 'own' | 'fast';
  /** Audio tracks that are given besides the programme's own sound, 1 for the input's first. */
  readonly tracks?: TrackChoice;
  /** How long a source that was live may stay away, in milliseconds. Default 30000. */
  readonly graceMs?: number;
  /** How long the first connection is tried, in milliseconds. Default 10000; a publisher that comes to us is waited for. */
  readonly connectTimeoutMs?: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly handlers: IngestHandlers;
}

export interface IngestInfo {
  videoCodec?: string;
  audioCodec?: string;
}

/** Sound may start late, and no demuxer tells a track that is late from one that never comes. */
const AUDIO_WAIT_NS = 10_000_000_000n;
const GRACE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const STALL_MS = 5000;
/** A player of HLS may have to wait for a whole segment. */
const PACED_STALL_MS = 15_000;

/** @throws DubbingError INPUT_URL_INVALID, ARGUMENT_INVALID; every later fault is the value of `closed`. */
export function openIngest(options: IngestOptions): Ingest {
  return new Ingest(options, sourceOf(options.input, options.graceMs ?? GRACE_MS), rolesOf(options.tracks ?? {}));
}

export class Ingest {
  /** Settles when all is over: undefined after a clean end or a close, else what went wrong. Never rejects. */
  readonly closed: Promise<DubbingError | undefined>;
  readonly info: IngestInfo = {};
  readonly #options: IngestOptions;
  readonly #roles: ReadonlyMap<SoundRole, number>;
  readonly #abort = new AbortController();
  readonly #gate = new Gate();
  readonly #stock = new PipelineStock();
  readonly #signal: AbortSignal;
  #tracks: ProgrammeTracks | undefined;
  #state: IngestState = 'connecting';
  #reconnects = 0;

  constructor(options: IngestOptions, source: Source, roles: ReadonlyMap<SoundRole, number>) {
    this.#options = options;
    this.#roles = roles;
    this.#signal = AbortSignal.any([options.signal, this.#abort.signal]);
    this.closed = this.#run(source)
      .catch((error: unknown) => toDubbingError(error, errorCodes.INPUT_FAILED))
      .then((error) => (this.#signal.aborted ? undefined : error))
      .finally(() => this.#enter('ended'));
  }

  get state(): IngestState {
    return this.#state;
  }

  /** The end of the latest unit on the programme timeline. */
  get headPtsNs(): bigint | undefined {
    return this.#tracks?.headNs;
  }

  get reconnects(): number {
    return this.#reconnects;
  }

  /** Stops taking media until `resume`: only for inputs read at the pace `fast`, others would overflow. */
  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.closed;
  }

  async #run(guessed: Source): Promise<DubbingError | undefined> {
    const { graceMs = GRACE_MS, handlers, input, logger } = this.#options;
    // Opening happens after the caller has its handle.
    await Promise.resolve();
    handlers.onState('connecting');
    const source = await refineSource(guessed, input, this.#signal);
    const connectTimeoutMs =
      this.#options.connectTimeoutMs ?? (source.awaited === true ? Infinity : CONNECT_TIMEOUT_MS);
    const fast = source.pace === 'clock' && this.#options.pace === 'fast';
    const tracks = new ProgrammeTracks(handlers, {
      live: source.live,
      fast,
      now: () => performance.now(),
      sides: [...this.#roles.keys()].filter((role) => role !== 'main'),
    });
    this.#tracks = tracks;
    const backoff = new Backoff({ initialMs: 250, maxMs: 3000 });
    let awaySinceMs = performance.now();
    let everLive = false;
    for (;;) {
      const graceLeftMs = graceMs - (performance.now() - awaySinceMs);
      const firstDataMs = everLive ? Math.min(STALL_MS, Math.max(1000, graceLeftMs)) : connectTimeoutMs;
      const end = await this.#connect(source, tracks, firstDataMs, () => {
        everLive = true;
        backoff.reset();
        this.#enter('live');
      });
      if (end.kind === 'aborted') return undefined;
      if (end.kind === 'end' && source.pace === 'clock') return this.#finish(tracks, 'end-of-input');
      if (end.kind === 'fault' && !mayComeBack(end.error, source)) return end.error;
      if (this.#state === 'live') {
        awaySinceMs = performance.now();
        this.#enter('lost');
        logger.warn('the source is lost', { source: source.masked, reason: reasonOf(end) });
      }
      if (performance.now() - awaySinceMs >= (everLive ? graceMs : connectTimeoutMs)) {
        if (!everLive && end.kind === 'fault') return end.error;
        return this.#finish(tracks, 'source-lost');
      }
      this.#reconnects += 1;
      await sleep(backoff.next(), this.#signal);
    }
  }

  async #connect(
    source: Source,
    tracks: ProgrammeTracks,
    firstDataMs: number,
    onFirstMedia: () => void,
  ): Promise<ConnectionEnd> {
    const { handlers, pace = 'own' } = this.#options;
    const stallMs = source.pace === 'clock' ? PACED_STALL_MS : STALL_MS;
    return runConnection({
      source,
      paced: source.pace === 'clock' && pace === 'own',
      unpaced: source.pace === 'clock' && pace === 'fast',
      roles: this.#roles,
      stock: this.#stock,
      tracks,
      gate: this.#gate,
      firstDataMs,
      stallMs: source.file?.growsForMs === undefined ? stallMs : Number.POSITIVE_INFINITY,
      audioWaitNs: AUDIO_WAIT_NS,
      signal: this.#signal,
      onVideoConfig: (config) => handlers.onVideoConfig(config),
      onCodec: (track, codec) => {
        if (track === 'video') this.info.videoCodec = codec;
        else this.info.audioCodec = codec;
      },
      onFirstMedia,
    });
  }

  #finish(tracks: ProgrammeTracks, reason: 'end-of-input' | 'source-lost'): undefined {
    tracks.end();
    this.#options.handlers.onEnd(reason);
  }

  #enter(state: IngestState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.handlers.onState(state);
  }
}

/** Whether the same input may give media later. */
function mayComeBack(error: DubbingError, source: Source): boolean {
  return source.live && error.retryable;
}

function reasonOf(end: ConnectionEnd): string {
  return end.kind === 'fault' ? end.error.message : end.kind;
}
