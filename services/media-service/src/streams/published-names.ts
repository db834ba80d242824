import type { Publish } from './publish.js';
import type { Stream } from './stream.js';

/** What is known of one name under which something is, or was, published. */
export interface PublishedName {
  readonly id: string;
  /** When a hook last told something of it. */
  heardAtMs: number;
  /** The publish that its stream was started for, or has gone on with. */
  served?: Publish | undefined;
  /** The stream that was started for it, while it has a process. */
  stream?: Stream | undefined;
  /** The publish in `served` starts no stream again. */
  wasEnded: boolean;
  starting?: Promise<Stream> | undefined;
  /** The publish that a stream starts for when the one before it is over. */
  waiting?: Publish | undefined;
  /** What was told about it since its last start, so that it is told once. */
  readonly told: Set<string>;
}

/** More names than a service can serve in its time between two lists; where no list clears up, the oldest go. */
const MOST_NAMES = 4096;

/** The names under which something was published lately, the latest heard of last. */
export class PublishedNames {
  readonly #names = new Map<string, PublishedName>();

  list(): PublishedName[] {
    return [...this.#names.values()];
  }

  of(id: string): PublishedName {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const name = { id, heardAtMs: Number.NEGATIVE_INFINITY, wasEnded: false, told: new Set<string>() };
    this.#names.set(id, name);
    if (this.#names.size > MOST_NAMES) this.#forgetOne();
    return name;
  }

  forget(name: PublishedName): void {
    if (this.#names.get(name.id) === name) this.#names.delete(name.id);
  }

  #forgetOne(): void {
    for (const name of this.#names.values()) {
      if (name.stream !== undefined || name.starting !== undefined || name.waiting !== undefined) continue;
      this.#names.delete(name.id);
      return;
    }
  }
}
