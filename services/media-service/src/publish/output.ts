import { Backoff, DubbingError, sleep, toDubbingError, type Logger } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import type { OutputRun } from '../media/as-run.js';
import { hideSecrets } from '../media/mask-url.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../media/units.js';
import { partName } from './recording/part-name.js';
import { SessionFactory } from './session-factory.js';
import type { Session } from './session.js';
import { StallWatch } from './stall-watch.js';
import { checkCodec, codecChanged, targetOf, type Target } from './target.js';

export type OutputState = 'connecting' | 'live' | 'retrying' | 'closed' | 'failed';

export interface OutputOptions {
  /** rtmp(s)://, srt://, or a file: .ts, .flv, .mp4, .mkv. */
  readonly url: string;
  /** The URL as it may be told, where it hides more than what is hidden of every URL. */
  readonly masked?: string | undefined;
  readonly language: string;
  /** Absent for audio-only streams. */
  readonly video?: VideoConfig | undefined;
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  /**
   * `parts` (default): a recording that cannot be written goes on in a new file as soon as it can, and never writes over one that
   * is there. `single`: one file, written over; where it cannot be written the output has failed.
   */
  readonly files?: 'parts' | 'single';
  /** Certificates (PEM) to trust for rtmps instead of those that Node trusts. */
  readonly ca?: string | undefined;
  /** What may wait for a slow output, in bytes. Default 12 MiB, some 15 s of 6 Mbit/s. */
  readonly maxWaitingBytes?: number;
  /** An output that takes nothing for this long is connected to nobody. Default 8 s: with the looks in between, some ten. */
  readonly stalledMs?: number;
  readonly onState?: (state: OutputState, error?: DubbingError) => void;
  /** A session began: its container's time `t` is the programme's time `zeroPtsNs + t`. */
  readonly onSessionStart?: (run: OutputRun) => void;
}

const DEFAULT_MAX_WAITING_BYTES = 12 * 1024 * 1024;
const DEFAULT_STALLED_MS = 8000;
const CHECK_INTERVAL_MS = 1000;
/** From here on a source that can wait should, until so little is left. */
const BEHIND_BYTES = 6 * 1024 * 1024;
const CAUGHT_UP_BYTES = 3 * 1024 * 1024;
const LOOK_MS = 50;
/** A session that lasted this long was a good one: the next fault is tried again soon. */
const GOOD_AFTER_MS = 10_000;
/** A server that ends a connection on which it was given nothing for this long is tired of waiting, and has not failed. */
const IDLE_AFTER_MS = 1000;

/** @throws DubbingError OUTPUT_URL_INVALID */
export function openOutput(options: OutputOptions): Output {
  return new Output(options, targetOf(options.url, options.masked));
}

/**
 * One output, on its own: it connects, restarts with growing delays, and resumes at a key frame. Pushing to it never
 * waits; when it falls behind, units are dropped up to the next key frame and counted.
 */
export class Output {
  readonly maskedUrl: string;
  readonly language: string;
  readonly #options: OutputOptions;
  readonly #target: Target;
  readonly #sessions: SessionFactory;
  readonly #backoff = new Backoff({ initialMs: 500, maxMs: 10_000 });
  #video: VideoConfig | undefined;
  #session: Session | undefined;
  #sessionStartedAtMs: number | undefined;
  #connectedAtMs = 0;
  #state: OutputState = 'connecting';
  #error: DubbingError | undefined;
  #restarts = 0;
  #dropped = 0;
  #droppedReported = 0;
  #dropping = false;
  #retryTimer: NodeJS.Timeout | undefined;
  #checkTimer: NodeJS.Timeout | undefined;
  #stall = new StallWatch(CHECK_INTERVAL_MS, performance.now());
  #closing: Promise<void> | undefined;

  constructor(options: OutputOptions, target: Target) {
    this.#options = options;
    this.#target = target;
    this.#sessions = new SessionFactory(target, options);
    this.#video = options.video;
    this.maskedUrl = target.masked;
    this.language = options.language;
    options.signal?.addEventListener('abort', () => void this.close(), { once: true });
    this.#checkTimer = setInterval(() => this.#check(), CHECK_INTERVAL_MS);
    this.#connect();
  }

  get state(): OutputState {
    return this.#state;
  }

  /** Why the output retries or has failed. */
  get error(): DubbingError | undefined {
    return this.#error;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Units that were dropped because the output was away or too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  setVideoConfig(config: VideoConfig): void {
    const before = this.#video;
    this.#video = config;
    if (before === undefined || before.codec === config.codec) this.#session?.setVideoConfig(config);
    else this.#changeCodec();
  }

  pushVideo(unit: VideoUnit): void {
    this.#count(this.#roomyAt(unit.keyFrame)?.pushVideo(unit) === true);
  }

  pushAudio(unit: AudioUnit): void {
    this.#count(this.#roomyAt(this.#video === undefined)?.pushAudio(unit) === true);
  }

  /** So much waits that a source which can wait should. */
  get isBehind(): boolean {
    return this.#waitingBytes > BEHIND_BYTES;
  }

  /** Resolves when the output is no longer behind, or takes nothing any more and is nobody to wait for. */
  async caughtUp(): Promise<void> {
    while (this.#waitingBytes > CAUGHT_UP_BYTES && this.#stall.idleMs < this.#stalledMs) await sleep(LOOK_MS);
  }

  /** Lets what was pushed arrive, then ends. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#retryTimer);
    clearInterval(this.#checkTimer);
    const session = this.#session;
    this.#session = undefined;
    if (session?.zeroPtsNs === undefined) session?.stop();
    else await session.finish();
    if (this.#state !== 'failed') this.#enter('closed');
  }

  /** @returns the session to push to, or undefined while units are to be dropped. */
  #roomyAt(canResume: boolean): Session | undefined {
    const session = this.#session;
    if (session === undefined || this.#closing !== undefined) return undefined;
    const limit = this.#options.maxWaitingBytes ?? DEFAULT_MAX_WAITING_BYTES;
    if (this.#dropping && canResume && session.waitingBytes < limit / 2) this.#dropping = false;
    else if (!this.#dropping && canResume) this.#dropping = session.waitingBytes > limit;
    // Between key frames the level is looked at once a second, in #check: a group of pictures is kept whole.
    return this.#dropping ? undefined : session;
  }

  /** A multiplex cannot change the codec of a track: a connection is made anew, and a recording goes on in a new part. */
  #changeCodec(): void {
    if (this.#state === 'failed' || this.#closing !== undefined) return;
    clearTimeout(this.#retryTimer);
    const session = this.#session;
    this.#session = undefined;
    if (session?.zeroPtsNs === undefined) session?.stop();
    else void session.finish();
    if (this.#isSingleFile) this.#fail(codecChanged(this.maskedUrl));
    else this.#connect();
  }

  #connect(): void {
    if (this.#closing !== undefined) return;
    let session: Session;
    try {
      checkCodec(this.#target, this.#video?.codec);
      session = this.#sessions.open(this.#video, this.#restarts === 0);
    } catch (error) {
      // What cannot be built now cannot be built later.
      this.#fail(toDubbingError(error, errorCodes.OUTPUT_FAILED));
      return;
    }
    this.#session = session;
    this.#sessionStartedAtMs = undefined;
    this.#connectedAtMs = performance.now();
    this.#dropping = false;
    this.#stall = new StallWatch(CHECK_INTERVAL_MS, performance.now());
    void session.ended.then((cause) => {
      if (this.#session !== session || this.#closing !== undefined) return;
      const said = cause?.message ?? 'the connection ended';
      this.#retry(hideSecrets(said, this.#options.url, this.maskedUrl), cause);
    });
  }

  /** One unit was taken, or was not. */
  #count(wasTaken: boolean): void {
    if (!wasTaken) this.#dropped += 1;
    else if (this.#sessionStartedAtMs === undefined && this.#session?.live === true) this.#begin(this.#session);
  }

  #begin({ zeroPtsNs, part = 1 }: Session): void {
    this.#sessionStartedAtMs = performance.now();
    this.#enter('live');
    if (zeroPtsNs !== undefined) {
      this.#options.onSessionStart?.({ language: this.language, url: partName(this.maskedUrl, part), zeroPtsNs });
    }
  }

  #check(): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#reportDropped();
    const limit = this.#options.maxWaitingBytes ?? DEFAULT_MAX_WAITING_BYTES;
    if (session.waitingBytes > 2 * limit) this.#dropping = true;
    const nowMs = performance.now();
    this.#stall.look(session, nowMs);
    if (this.#stall.idleMs > this.#stalledMs && !this.#isSingleFile) {
      this.#retry(`it took nothing for ${this.#stalledMs} ms`);
      return;
    }
    if (this.#sessionStartedAtMs !== undefined && nowMs - this.#sessionStartedAtMs > GOOD_AFTER_MS)
      this.#backoff.reset();
  }

  get #waitingBytes(): number {
    return this.#closing === undefined ? (this.#session?.waitingBytes ?? 0) : 0;
  }

  get #stalledMs(): number {
    return this.#options.stalledMs ?? DEFAULT_STALLED_MS;
  }

  get #isIdle(): boolean {
    const session = this.#session;
    const wasGivenNothing = session?.live === true && session.zeroPtsNs === undefined;
    return wasGivenNothing && performance.now() - this.#connectedAtMs > IDLE_AFTER_MS;
  }

  get #isSingleFile(): boolean {
    return this.#target.kind === 'file' && this.#options.files === 'single';
  }

  #retry(why: string, cause?: DubbingError): void {
    // The source is away; when it is back, the output is to be there at once.
    if (this.#isIdle) this.#backoff.reset();
    this.#session?.stop();
    this.#session = undefined;
    const code = cause?.code === errorCodes.OUTPUT_REFUSED ? errorCodes.OUTPUT_REFUSED : errorCodes.OUTPUT_FAILED;
    const error = new DubbingError(code, `the output failed: ${why}`, {
      source: this.maskedUrl,
      retryable: !this.#isSingleFile,
      cause,
    });
    if (this.#isSingleFile) {
      this.#fail(error);
      return;
    }
    this.#restarts += 1;
    const delayMs = this.#backoff.next();
    this.#options.logger.warn('an output failed and is tried again', {
      language: this.language,
      url: this.maskedUrl,
      why,
      delayMs,
    });
    this.#enter('retrying', error);
    this.#retryTimer = setTimeout(() => this.#connect(), delayMs);
  }

  #fail(error: DubbingError): void {
    clearInterval(this.#checkTimer);
    this.#options.logger.error('an output failed for good', {
      language: this.language,
      url: this.maskedUrl,
      why: error.message,
    });
    this.#enter('failed', error);
  }

  #reportDropped(): void {
    const units = this.#dropped - this.#droppedReported;
    if (units === 0) return;
    this.#droppedReported = this.#dropped;
    this.#options.logger.debug('units were dropped', { language: this.language, url: this.maskedUrl, units });
  }

  #enter(state: OutputState, error?: DubbingError): void {
    this.#error = error;
    if (this.#state === state && error === undefined) return;
    this.#state = state;
    this.#options.onState?.(state, error);
  }
}
