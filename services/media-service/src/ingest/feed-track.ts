import type { ElementaryTrack, ElementaryUnit } from './demux/elementary.js';

/** One track of a container that was taken apart here, on its way to what it is given as. */
export interface FeedTrack {
  readonly track: ElementaryTrack;
  /** Settles when all that was pushed came out, or on a stop. Never rejects. */
  readonly done: Promise<void>;
  /** How many units were pushed. */
  readonly units: number;
  /** Bytes that wait to be taken. */
  levelBytes(): number;
  push(unit: ElementaryUnit): void;
  /** Nothing more comes; what was pushed still goes out. */
  end(): void;
  stop(): void;
}
