import { eventually } from '../eventually.js';
import { TAG_AUDIO, TAG_VIDEO } from '../flv/tag.js';
import { LivePublisher } from '../programme/publisher.js';

export interface SourceOptions {
  file: string;
  durationMs: number;
  url: string;
  signal: AbortSignal;
}

/** The publisher of the soak: it can break off and come back, and knows how many pictures it sent each time. */
export class Source {
  /** Pictures of each publication, from the beginning of the programme on. */
  readonly publications: number[] = [];
  /** For how long no sound was sent, each time. */
  readonly breaksMs: number[] = [];
  #publisher: LivePublisher | undefined;
  /** When sound was sent last. */
  #soundMs: number | undefined;
  #isAway = false;

  constructor(readonly options: SourceOptions) {}

  async start(): Promise<void> {
    const index = this.publications.length;
    let frames = 0;
    // The media server may still hold the publication that broke off.
    this.#publisher = await eventually(
      () =>
        LivePublisher.start({
          ...this.options,
          onSent: ({ type }) => {
            if (type === TAG_VIDEO) this.publications[index] = frames += 1;
            else if (type === TAG_AUDIO) this.#sound();
          },
        }),
      { what: 'the media server to take the source', deadlineMs: 20_000, intervalMs: 250, signal: this.options.signal },
    );
  }

  async drop(): Promise<void> {
    this.#isAway = true;
    await this.#publisher?.drop();
  }

  /** A break is as long as no sound was sent, which is what viewers would hear of it. */
  #sound(): void {
    const nowMs = performance.now();
    if (this.#isAway && this.#soundMs !== undefined) this.breaksMs.push(nowMs - this.#soundMs);
    this.#isAway = false;
    this.#soundMs = nowMs;
  }

  async close(): Promise<void> {
    await this.#publisher?.close();
  }
}
