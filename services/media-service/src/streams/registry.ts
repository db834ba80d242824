import { DubbingError, sleep, type Logger } from '@dubbing/common';
import type { DrainedStreams } from '../drain.js';
import { errorCodes } from '../errors.js';
import type { StreamSpec } from '../worker/stream-spec.js';
import { isOver } from './state.js';
import { Stream } from './stream.js';
import type { WorkerStarter } from './worker-process.js';

export interface StreamRegistryOptions {
  startWorker: WorkerStarter;
  maxStreams: number;
  maxCrashes: number;
  /** How long an ended stream is remembered, in milliseconds. */
  endedRetentionMs: number;
  logger: Logger;
  /** Makes room for the files of a stream that is about to start. */
  prepareFiles(spec: StreamSpec): Promise<void>;
  /** Removes what a stream left behind, when it is forgotten or its name is used anew. */
  removeFiles(id: string): Promise<void>;
}

/** All streams of the service by name: the running ones, and for a while the ended ones. */
export class StreamRegistry {
  readonly #options: StreamRegistryOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #forgetTimers = new Map<string, NodeJS.Timeout>();
  #isEnding = false;

  constructor(options: StreamRegistryOptions) {
    this.#options = options;
  }

  list(): Stream[] {
    return [...this.#streams.values()];
  }

  find(id: string): Stream | undefined {
    return this.#streams.get(id);
  }

  isRunning(id: string): boolean {
    const stream = this.#streams.get(id);
    return stream !== undefined && !isOver(stream.state);
  }

  /** @throws DubbingError STREAM_UNKNOWN */
  get(id: string): Stream {
    const stream = this.#streams.get(id);
    if (stream === undefined)
      throw new DubbingError(errorCodes.STREAM_UNKNOWN, `no stream is called ${id}`, { field: 'id' });
    return stream;
  }

  /**
   * Starts a stream. The name of one that is over may be used again.
   * @throws DubbingError STREAM_EXISTS, STREAM_LIMIT, SHUTTING_DOWN
   */
  async start(spec: StreamSpec, hooked: boolean): Promise<Stream> {
    this.admit(spec.id);
    const { startWorker, maxCrashes, logger, prepareFiles } = this.#options;
    const earlier = this.#streams.get(spec.id);
    if (earlier !== undefined) await this.#forget(earlier);
    await prepareFiles(spec);
    // Another request may have taken the name meanwhile.
    this.admit(spec.id);
    const stream = new Stream({ spec, hooked, startWorker, maxCrashes, logger: logger.child({ stream: spec.id }) });
    this.#streams.set(spec.id, stream);
    void stream.closed.then(() => this.#forgetLater(stream));
    return stream;
  }

  /** @throws DubbingError SHUTTING_DOWN */
  checkOpen(): void {
    if (!this.#isEnding) return;
    throw new DubbingError(errorCodes.SHUTTING_DOWN, 'the service is shutting down', { retryable: true });
  }

  /**
   * Whether a stream of this name could start now.
   * @throws DubbingError STREAM_EXISTS, STREAM_LIMIT, SHUTTING_DOWN
   */
  admit(id: string): void {
    this.checkOpen();
    const running = this.list().filter((stream) => !isOver(stream.state));
    if (running.some((stream) => stream.spec.id === id)) {
      throw new DubbingError(errorCodes.STREAM_EXISTS, `a stream called ${id} is already running`, { field: 'id' });
    }
    if (running.length >= this.#options.maxStreams) {
      const message = `${running.length} streams are running, and no more are allowed`;
      throw new DubbingError(errorCodes.STREAM_LIMIT, message, { retryable: true });
    }
  }

  /**
   * Takes no new streams and lets every one come to its end at the next pause of speech. Resolves when all are over, or when
   * `limitMs` have passed; `close` ends what is left then, and cuts this short too.
   */
  async drain(limitMs: number): Promise<DrainedStreams> {
    this.#isEnding = true;
    const streams = this.list().filter((stream) => !isOver(stream.state));
    const onAir = streams.filter(({ latest }) => latest !== undefined && latest.state !== 'starting');
    for (const stream of streams) stream.drain('the service is shutting down');
    const limit = new AbortController();
    const over = Promise.all(streams.map((stream) => stream.closed));
    await Promise.race([over, sleep(limitMs, limit.signal).catch(() => undefined)]);
    limit.abort();
    const late = streams.filter((stream) => !isOver(stream.state)).map(({ spec }) => spec.id);
    if (late.length > 0) this.#options.logger.warn('streams did not end in time', { streams: late, limitMs });
    return { watched: onAir.filter(({ spec }) => spec.hls !== undefined && !late.includes(spec.id)).length };
  }

  /** Ends every stream and waits until the last process is gone. Idempotent. */
  async close(): Promise<void> {
    this.#isEnding = true;
    const streams = this.list();
    for (const stream of streams) stream.end('the service is shutting down');
    await Promise.all(streams.map((stream) => stream.closed));
    for (const timer of this.#forgetTimers.values()) clearTimeout(timer);
    this.#forgetTimers.clear();
  }

  #forgetLater(stream: Stream): void {
    if (this.#isEnding || this.#streams.get(stream.spec.id) !== stream) return;
    const timer = setTimeout(() => {
      this.#forget(stream).catch((error: unknown) => this.#options.logger.warn('files were not removed', { error }));
    }, this.#options.endedRetentionMs);
    this.#forgetTimers.set(stream.spec.id, timer.unref());
  }

  async #forget(stream: Stream): Promise<void> {
    const { id } = stream.spec;
    clearTimeout(this.#forgetTimers.get(id));
    this.#forgetTimers.delete(id);
    if (this.#streams.get(id) === stream) this.#streams.delete(id);
    await this.#options.removeFiles(id);
  }
}
