import { stsError } from '../errors.js';
import type { Lane, LaneRequest } from './lane.js';
import { Pace } from './pace.js';

/** How much there is to do, in whatever unit an engine's time goes with. */
export interface PacedRequest extends LaneRequest {
  readonly size: number;
}

/** A lane that does not begin what cannot be done by its deadline any more. */
export class PacedLane<W extends object> {
  readonly #name: string;
  readonly #lane: Lane<W>;
  readonly #pace = new Pace();

  /** @param name the engine's, for errors. */
  constructor(name: string, lane: Lane<W>) {
    this.#name = name;
    this.#lane = lane;
  }

  /**
   * @param tells whether the answer took as long as such an answer takes. Sound without speech, for
   * one, is not decoded and tells nothing about decoding.
   * @throws DubbingError DEADLINE_EXCEEDED, and all that `Lane.run` throws.
   */
  run<T>(
    request: PacedRequest,
    task: (worker: W, signal: AbortSignal) => Promise<T>,
    tells: (answer: T) => boolean = () => true,
  ): Promise<T> {
    return this.#lane.run(request, async (worker, signal) => {
      const { size, deadlineAtMs } = request;
      const startedAtMs = performance.now();
      if (!this.#pace.allows(size, deadlineAtMs - startedAtMs)) {
        const message = `${this.#name} was reached too late to be done by the deadline`;
        throw stsError('DEADLINE_EXCEEDED', message, { source: this.#name });
      }
      try {
        const answer = await task(worker, signal);
        if (tells(answer)) this.#pace.took(performance.now() - startedAtMs, size);
        return answer;
      } catch (error) {
        if (signal.aborted) this.#pace.tookMoreThan(performance.now() - startedAtMs, size);
        throw error;
      }
    });
  }
}
