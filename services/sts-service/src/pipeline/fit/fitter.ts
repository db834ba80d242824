import { Worker } from 'node:worker_threads';
import { abortable, Deferred, DubbingError } from '@dubbing/common';
import { stsError } from '../../errors.js';
import type { FitResult, FitTask } from './fit-messages.js';
import type { FitRequest, FittedSpeech } from './fit.js';

/** Fits dubs on a thread of its own. The thread starts with the first dub, and anew if it dies. */
export class Fitter {
  readonly #waiting = new Map<number, Deferred<FittedSpeech>>();
  #thread: Worker | undefined;
  #nextId = 0;
  #closed = false;

  /** @throws DubbingError INTERNAL when the thread dies, or the reason of the signal. */
  async fit(request: FitRequest, signal?: AbortSignal): Promise<FittedSpeech> {
    if (this.#closed) throw stsError('SHUTTING_DOWN', 'the service is shutting down');
    const done = new Deferred<FittedSpeech>();
    const id = this.#nextId++;
    this.#waiting.set(id, done);
    this.#startThread().postMessage({ id, request } satisfies FitTask);
    return await abortable(signal, done.promise);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#failAll(stsError('SHUTTING_DOWN', 'the service is shutting down'));
    await this.#thread?.terminate();
  }

  #startThread(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const thread = new Worker(new URL('./fit-thread.js', import.meta.url));
    // It is closed by its owner; until then it must not keep a finished process alive.
    thread.unref();
    thread.on('message', (result: FitResult) => {
      this.#settle(result);
    });
    thread.on('error', (error) => {
      this.#failAll(stsError('INTERNAL', 'fitting a dub to its slot failed', { cause: error }));
    });
    thread.on('exit', () => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      this.#failAll(stsError('INTERNAL', 'the thread that fits dubs ended'));
    });
    this.#thread = thread;
    return thread;
  }

  #settle(result: FitResult): void {
    const done = this.#waiting.get(result.id);
    this.#waiting.delete(result.id);
    if ('error' in result) {
      const { code, message, ...rest } = result.error;
      done?.reject(new DubbingError(code, message, rest));
      return;
    }
    const { pcm } = result.fitted;
    done?.resolve({ ...result.fitted, pcm: Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength) });
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
