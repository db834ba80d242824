/** How one part of the service's work stands. Besides the words, whatever numbers and names tell more of it. */
export interface PartHealth {
  /** `down`: it does not work. `degraded`: it works with less than it should have. */
  readonly status: 'ok' | 'degraded' | 'down';
  /** What is wrong, for people; absent when all is well. */
  readonly problem?: string;
  readonly [fact: string]: string | number | boolean | undefined;
}

/** A part of the service's work. Without one that is `down` and `needed` no new stream can be taken. */
export interface HealthPart {
  readonly name: string;
  readonly needed: boolean;
  /** How it stands now; asked each time, so it takes no time. */
  health(): PartHealth;
}

/** The body of `/health`. sts-service's has the same form. */
export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'draining';
  readonly service: string;
  readonly version: string;
  readonly parts: Readonly<Record<string, PartHealth>>;
}

/** The body of `/health/ready`. */
export interface ReadinessReport {
  readonly status: 'ready' | 'not-ready' | 'draining';
  /** What is wrong, for people, by the part that is at fault. */
  readonly problems?: Readonly<Record<string, string>>;
}

/** How the service stands: whether it can do its work, and whether it takes new streams. */
export class Health {
  readonly #about: { readonly service: string; readonly version: string };
  readonly #parts: readonly HealthPart[];
  #draining = false;

  constructor(about: { readonly service: string; readonly version: string }, parts: readonly HealthPart[]) {
    this.#about = about;
    this.#parts = parts;
  }

  /** From now on no new streams are taken, and both reports say so. */
  drain(): void {
    this.#draining = true;
  }

  report(): HealthReport {
    const parts = Object.fromEntries(this.#parts.map((part) => [part.name, part.health()]));
    const isWell = Object.values(parts).every(({ status }) => status === 'ok');
    return { status: this.#draining ? 'draining' : isWell ? 'ok' : 'degraded', ...this.#about, parts };
  }

  readiness(): ReadinessReport {
    if (this.#draining) return { status: 'draining', problems: { service: 'it is ending and takes no new streams' } };
    const problems: Record<string, string> = {};
    for (const part of this.#parts) {
      const { status, problem = 'it does not work' } = part.health();
      if (part.needed && status === 'down') problems[part.name] = problem;
    }
    return Object.keys(problems).length === 0 ? { status: 'ready' } : { status: 'not-ready', problems };
  }
}
