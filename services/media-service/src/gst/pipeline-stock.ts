import { Pipeline } from './pipeline.js';

/** What nobody asked for again is the oldest launch line to go; an owner has few that come again. */
const MAX_IDLE = 4;

/**
 * Keeps the pipelines of one owner between their runs. The addon never frees a pipeline, so that one for each connection or
 * attempt would be a leak for each. Only pipelines whose links are all there from the start can run again: what
 * `gst_parse_launch` links when a pad appears is linked once.
 */
export class PipelineStock {
  readonly #idle = new Map<string, Pipeline>();
  #returning: Promise<void> = Promise.resolve();

  /**
   * Waits for what is on its way back.
   * @returns a pipeline that does not play yet
   * @throws DubbingError as the Pipeline does
   */
  async take(launch: string): Promise<Pipeline> {
    await this.#returning;
    return this.takeNow(launch);
  }

  /**
   * @returns a pipeline that does not play yet: one that is at rest by now, or a new one
   * @throws DubbingError as the Pipeline does
   */
  takeNow(launch: string): Pipeline {
    const idle = this.#idle.get(launch);
    this.#idle.delete(launch);
    return idle ?? new Pipeline(launch);
  }

  /** Stops it at once, and keeps it when it is at rest. */
  giveBack(launch: string, pipeline: Pipeline): void {
    const rested = pipeline.rest();
    this.#returning = Promise.all([this.#returning, rested]).then(([, isUsable]) => {
      if (!isUsable) return;
      this.#idle.set(launch, pipeline);
      const [oldest] = this.#idle.keys();
      if (this.#idle.size > MAX_IDLE && oldest !== undefined) this.#idle.delete(oldest);
    });
  }
}
