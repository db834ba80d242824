import { engineStages, type InstalledModel } from '../models/model.js';
import type { OnnxProviderChoice } from '../onnx/provider.js';
import type { EngineFault, Offer } from '../pipeline/catalogue.js';
import type { SpeechRecognizer, SpeechSynthesizer, Translator } from '../pipeline/seams.js';
import { hears, speaks, translates, voicesOf } from './ability.js';
import { EngineGroup, type EngineGroupOptions, type EngineGroupStats } from './engine-group.js';
import { laneRecognizer } from './lane-recognizer.js';
import { laneSynthesizer } from './lane-synthesizer.js';
import { laneTranslator } from './lane-translator.js';

export interface NeuralOptions extends Omit<
  EngineGroupOptions<never>,
  'name' | 'stage' | 'family' | 'settings' | 'languages' | 'engineOf'
> {
  readonly provider: OnnxProviderChoice;
  /** Jobs that share passes through a model that can. Absent: as many as pays where it computes. */
  readonly batch?: number;
  readonly speechModelFile: string;
}

export interface NeuralCatalogue {
  readonly recognizers: readonly Offer<SpeechRecognizer>[];
  readonly translators: readonly Offer<Translator>[];
  readonly synthesizers: readonly Offer<SpeechSynthesizer>[];
  readonly faults: readonly EngineFault[];
}

/** The models of the store that run, each in processes of its own: what breaks one leaves the others alone. */
export class NeuralEngines {
  readonly #options: NeuralOptions;
  #recognizers: EngineGroup<SpeechRecognizer>[] = [];
  #translators: EngineGroup<Translator>[] = [];
  #synthesizers: EngineGroup<SpeechSynthesizer>[] = [];
  /** Nobody is offered what has not been ready yet: a session would wait for it. */
  readonly #loading = new Set<EngineGroup<unknown>>();
  #closed = false;

  constructor(options: NeuralOptions) {
    this.#options = options;
  }

  /**
   * Starts those of the models that do not run, and puts all into this order of preference. What runs goes on as it is,
   * also where its model is not among these. Resolves when each new engine is ready, or it is known that it will not be
   * soon.
   * @param threads of each new process
   * @returns the names of the new ones
   */
  async add(models: readonly InstalledModel[], threads: number): Promise<string[]> {
    if (this.#closed) return [];
    const running = new Set(this.#all().map(({ name }) => name));
    const fresh = models.filter(({ name }) => !running.has(name)).map((model) => this.#start(model, threads));
    const names = models.map(({ name }) => name);
    this.#recognizers = inOrder(this.#recognizers, names);
    this.#translators = inOrder(this.#translators, names);
    this.#synthesizers = inOrder(this.#synthesizers, names);
    await Promise.all(
      fresh.map(async (group) => {
        await group.settled;
        this.#loading.delete(group);
      }),
    );
    return fresh.map(({ name }) => name);
  }

  #start(model: InstalledModel, threads: number): EngineGroup<unknown> {
    const { name } = model;
    const common = groupOptions(model, threads, this.#options);
    const started = <E>(groups: EngineGroup<E>[], engineOf: EngineGroupOptions<E>['engineOf']): EngineGroup<E> => {
      const group = new EngineGroup({ ...common, engineOf });
      groups.push(group);
      this.#loading.add(group);
      return group;
    };
    switch (engineStages[model.engine]) {
      case 'asr':
        return started(this.#recognizers, (lane, ready) =>
          laneRecognizer(name, lane, (tag) => hears(ready()?.ability, tag)),
        );
      case 'translation':
        return started(this.#translators, (lane, ready) =>
          laneTranslator(name, lane, (from, to) => translates(ready()?.ability, from, to)),
        );
      case 'tts':
        return started(this.#synthesizers, (lane, ready) =>
          laneSynthesizer(
            name,
            lane,
            (tag) => speaks(ready()?.ability, tag),
            () => voicesOf(ready()?.ability),
          ),
        );
    }
  }

  /** What can be used at this moment. */
  catalogue(): NeuralCatalogue {
    const [recognizers, translators, synthesizers] = [
      this.#statesOf(this.#recognizers),
      this.#statesOf(this.#translators),
      this.#statesOf(this.#synthesizers),
    ];
    return {
      recognizers: recognizers.offers,
      translators: translators.offers,
      synthesizers: synthesizers.offers,
      faults: [...recognizers.faults, ...translators.faults, ...synthesizers.faults],
    };
  }

  /** Engines that compute on the CPU although CUDA was wished for, with the reason of the runtime. */
  fallbacks(): { readonly engine: string; readonly reason: string }[] {
    return this.#all().flatMap(({ name, ready }) =>
      ready?.fallbackReason === undefined ? [] : [{ engine: name, reason: ready.fallbackReason }],
    );
  }

  stats(): EngineGroupStats[] {
    return this.#all().map((group) => group.stats());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#all().map((group) => group.close()));
  }

  #all(): EngineGroup<unknown>[] {
    return [...this.#recognizers, ...this.#translators, ...this.#synthesizers];
  }

  #statesOf<E>(groups: readonly EngineGroup<E>[]): { offers: Offer<E>[]; faults: EngineFault[] } {
    const offers: Offer<E>[] = [];
    const faults: EngineFault[] = [];
    for (const group of groups) {
      const { state } = group;
      if ('fault' in state) faults.push(state.fault);
      else if (!this.#loading.has(group)) offers.push(state.offer);
    }
    return { offers, faults };
  }
}

function groupOptions(
  { name, engine, folder, languages }: InstalledModel,
  threads: number,
  options: NeuralOptions,
): Omit<EngineGroupOptions<never>, 'engineOf'> {
  const { provider, batch, speechModelFile } = options;
  const known = languages !== 'any' && { languages };
  return {
    ...options,
    name,
    stage: engineStages[engine],
    family: 'onnx',
    settings: {
      load: { engine, folder, provider, threads, ...(batch !== undefined && { batch }), ...known },
      speechModelFile,
    },
    ...known,
  };
}

/** By the names; what has none of them comes last. */
function inOrder<E>(groups: readonly EngineGroup<E>[], names: readonly string[]): EngineGroup<E>[] {
  const place = ({ name }: EngineGroup<E>): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return groups.toSorted((a, b) => place(a) - place(b));
}
