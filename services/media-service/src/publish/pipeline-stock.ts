import { Pipeline } from '../gst/pipeline.js';

/**
 * Keeps the one pipeline of an output between its sessions. The addon never frees a pipeline, so that one for each attempt would
 * be a leak for each attempt.
 */
export class PipelineStock {
  #idle: { launch: string; pipeline: Pipeline } | undefined;
  #returning: Promise<void> = Promise.resolve();

  /**
   * @returns a pipeline that does not play yet
   * @throws DubbingError as the Pipeline does
   */
  async take(launch: string): Promise<Pipeline> {
    await this.#returning;
    const idle = this.#idle;
    this.#idle = undefined;
    return idle?.launch === launch ? idle.pipeline : new Pipeline(launch);
  }

  /** Stops it at once; `take` waits until it can play again. */
  giveBack(launch: string, pipeline: Pipeline): void {
    const rested = pipeline.rest();
    this.#returning = rested.then((isUsable) => {
      if (isUsable) this.#idle = { launch, pipeline };
    });
  }
}
