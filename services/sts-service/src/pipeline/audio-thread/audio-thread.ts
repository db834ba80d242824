import { Worker } from 'node:worker_threads';
import { abortable, Deferred, DubbingError } from '@dubbing/common';
import { stsError } from '../../errors.js';
import type { FitRequest, FittedSpeech } from '../fit/fit.js';
import type { AudioOutcome, AudioResult, AudioTask } from './messages.js';
import { isPrepared, type PrepareRequest } from './prepare.js';

/**
 * Computes on sound, on a thread of its own. The thread starts with the first task, and anew
 * if it dies. Calls reject with INTERNAL when it dies, or with the reason of their signal.
 */
export class AudioThread {
  readonly #waiting = new Map<number, Deferred<AudioOutcome>>();
  #thread: Worker | undefined;
  #nextId = 0;
  #closed = false;

  /** Speech brought to the length of its slot and into the reply's format. */
  async fit(request: FitRequest, signal?: AbortSignal): Promise<FittedSpeech> {
    const { pcm, fitted } = await this.#run({ id: this.#nextId++, kind: 'fit', request }, signal);
    if (fitted === undefined) throw stsError('INTERNAL', 'a dub was answered without its measures');
    return { ...fitted, pcm: asBuffer(pcm) };
  }

  /** The sound as recognizers want it. Sound that is so already is not copied. */
  async prepare(request: PrepareRequest, signal?: AbortSignal): Promise<Buffer> {
    if (isPrepared(request.audio)) return asBuffer(request.pcm);
    return asBuffer((await this.#run({ id: this.#nextId++, kind: 'prepare', request }, signal)).pcm);
  }

  /** Starts the thread and what it computes with, so that the first dub does not wait for it. */
  async warmUp(): Promise<void> {
    const slot = { targetMs: 100, maxMs: 100 };
    const pcm = new Uint8Array(new Int16Array(4000).fill(1000).buffer);
    await this.fit({ pcm, sampleRateHz: 22_050, slot, reply: { sampleRateHz: 48_000, channels: 1 } });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#failAll(closedError());
    await this.#thread?.terminate();
  }

  async #run(task: AudioTask, signal: AbortSignal | undefined): Promise<AudioOutcome> {
    if (this.#closed) throw closedError();
    const done = new Deferred<AudioOutcome>();
    this.#waiting.set(task.id, done);
    this.#startThread().postMessage(task);
    return abortable(signal, done.promise);
  }

  #startThread(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const thread = new Worker(new URL('./entry.js', import.meta.url));
    // Its owner closes it; it must not by itself keep a process alive that has nothing to do.
    thread.unref();
    thread.on('message', (result: AudioResult) => {
      this.#settle(result);
    });
    thread.on('error', (error) => {
      this.#failAll(stsError('INTERNAL', 'the audio thread failed', { cause: error }));
    });
    thread.on('exit', () => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      this.#failAll(stsError('INTERNAL', 'the audio thread ended'));
    });
    this.#thread = thread;
    return thread;
  }

  #settle(result: AudioResult): void {
    const done = this.#waiting.get(result.id);
    this.#waiting.delete(result.id);
    if ('outcome' in result) {
      done?.resolve(result.outcome);
      return;
    }
    const { code, message, ...rest } = result.error;
    done?.reject(new DubbingError(code, message, rest));
  }

  #failAll(error: DubbingError): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const done of waiting) {
      // Whoever gave up waiting does not listen any more.
      done.promise.catch(() => {});
      done.reject(error);
    }
  }
}

function closedError(): DubbingError {
  return stsError('SHUTTING_DOWN', 'the service is shutting down');
}

function asBuffer(pcm: Uint8Array): Buffer {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}
