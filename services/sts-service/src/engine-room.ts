import { toDubbingError, type DubbingError } from '@dubbing/common';
import type { EngineChoice } from '@dubbing/contracts';
import type { EngineStats } from './engine-stats.js';
import { stsError } from './errors.js';
import type { EngineCatalogue } from './pipeline/catalogue.js';
import { checkChoice, chooseEngines, type ChosenEngines, type LanguageWish } from './pipeline/choose-engines.js';
import { findBlocker, reportReadiness, type ReadinessReport } from './readiness.js';

/** Engines that run. */
export interface EngineSource {
  /** What can be used at this moment. */
  catalogue(): EngineCatalogue;
  /** How busy they are; for metrics. */
  stats?(): EngineStats;
  close(): Promise<void>;
}

const nothing: EngineCatalogue = { recognizers: [], translators: [], synthesizers: [], faults: [] };

/** The engines of the service, from before they are loaded until they are closed. */
export class EngineRoom {
  readonly #defaults: Required<EngineChoice>;
  #source: EngineSource | undefined;
  #blocker: DubbingError | undefined = stsError('ENGINE_LOADING', 'the engines are being loaded');

  /** @param defaults the engines of sessions that do not choose. */
  constructor(defaults: Required<EngineChoice>) {
    this.#defaults = defaults;
  }

  /** Loads the engines. Never rejects: what is missing is told by `readiness` and `choose`. */
  async load(start: () => Promise<EngineSource>): Promise<void> {
    try {
      const source = await start();
      if (this.#blocker?.code === 'SHUTTING_DOWN') {
        await source.close();
        return;
      }
      this.#source = source;
      this.#blocker = undefined;
    } catch (error) {
      this.#blocker = toDubbingError(error, 'ENGINE_UNAVAILABLE');
    }
  }

  /** @throws DubbingError why it cannot be served, naming the field. */
  choose(wish: LanguageWish): ChosenEngines {
    const catalogue = this.#catalogue();
    const blocker = this.#blockerOf(catalogue);
    if (blocker !== undefined) throw blocker;
    return chooseEngines(catalogue, { ...wish, engines: { ...this.#defaults, ...wish.engines } });
  }

  readiness(): ReadinessReport {
    const catalogue = this.#catalogue();
    return reportReadiness(catalogue, this.#blockerOf(catalogue), this.stats()?.engines);
  }

  /** What there is to tell of the engines in `/health`. */
  facts(): { readonly catalogue: EngineCatalogue; readonly blocker: DubbingError | undefined } {
    const catalogue = this.#catalogue();
    return { catalogue, blocker: this.#blockerOf(catalogue) };
  }

  /** Undefined until the engines are loaded. */
  stats(): EngineStats | undefined {
    return this.#source?.stats?.();
  }

  /** From now on nothing is served; engines that are at work stay until `close`. */
  retire(): void {
    this.#blocker = stsError('SHUTTING_DOWN', 'the service is shutting down');
  }

  async close(): Promise<void> {
    this.retire();
    await this.#source?.close();
  }

  #catalogue(): EngineCatalogue {
    return this.#source?.catalogue() ?? nothing;
  }

  /** Why nothing can be served; also where the configuration asks for an engine that is not there. */
  #blockerOf(catalogue: EngineCatalogue): DubbingError | undefined {
    const blocker = this.#blocker ?? findBlocker(catalogue);
    if (blocker !== undefined) return blocker;
    try {
      checkChoice(catalogue, this.#defaults);
      return undefined;
    } catch (error) {
      return toDubbingError(error);
    }
  }
}
