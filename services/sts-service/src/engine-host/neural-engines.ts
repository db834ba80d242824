import { engineStages, type InstalledModel } from '../models/model.js';
import type { OnnxProviderChoice } from '../onnx/provider.js';
import type { EngineFault, Offer } from '../pipeline/catalogue.js';
import type { SpeechRecognizer, SpeechSynthesizer, Translator } from '../pipeline/seams.js';
import { hears, speaks, translates } from './ability.js';
import { EngineGroup, type EngineGroupOptions, type EngineGroupStats } from './engine-group.js';
import { laneRecognizer } from './lane-recognizer.js';
import { laneSynthesizer } from './lane-synthesizer.js';
import { laneTranslator } from './lane-translator.js';

export interface NeuralOptions extends Omit<
  EngineGroupOptions<never>,
  'name' | 'stage' | 'family' | 'settings' | 'languages' | 'engineOf'
> {
  readonly models: readonly InstalledModel[];
  /** Threads of each process. */
  readonly threads: number;
  readonly provider: OnnxProviderChoice;
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
  readonly #recognizers: EngineGroup<SpeechRecognizer>[] = [];
  readonly #translators: EngineGroup<Translator>[] = [];
  readonly #synthesizers: EngineGroup<SpeechSynthesizer>[] = [];

  constructor(options: NeuralOptions) {
    for (const model of options.models) {
      const common = groupOptions(model, options);
      switch (engineStages[model.engine]) {
        case 'asr':
          this.#recognizers.push(
            new EngineGroup({
              ...common,
              engineOf: (lane, ready) => laneRecognizer(model.name, lane, (tag) => hears(ready()?.ability, tag)),
            }),
          );
          break;
        case 'translation':
          this.#translators.push(
            new EngineGroup({
              ...common,
              engineOf: (lane, ready) =>
                laneTranslator(model.name, lane, (from, to) => translates(ready()?.ability, from, to)),
            }),
          );
          break;
        case 'tts':
          this.#synthesizers.push(
            new EngineGroup({
              ...common,
              engineOf: (lane, ready) => laneSynthesizer(model.name, lane, (tag) => speaks(ready()?.ability, tag)),
            }),
          );
          break;
      }
    }
  }

  /** Resolves when each engine is ready, or it is known that it will not be soon. */
  async settled(): Promise<void> {
    await Promise.all(this.#all().map((group) => group.settled));
  }

  /** What can be used at this moment. */
  catalogue(): NeuralCatalogue {
    const [recognizers, translators, synthesizers] = [
      statesOf(this.#recognizers),
      statesOf(this.#translators),
      statesOf(this.#synthesizers),
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
    await Promise.all(this.#all().map((group) => group.close()));
  }

  #all(): EngineGroup<unknown>[] {
    return [...this.#recognizers, ...this.#translators, ...this.#synthesizers];
  }
}

function groupOptions(
  { name, engine, folder, languages }: InstalledModel,
  options: NeuralOptions,
): Omit<EngineGroupOptions<never>, 'engineOf'> {
  const { provider, threads, speechModelFile } = options;
  const known = languages !== 'any' && { languages };
  return {
    ...options,
    name,
    stage: engineStages[engine],
    family: 'onnx',
    settings: { load: { engine, folder, provider, threads, ...known }, speechModelFile },
    ...known,
  };
}

function statesOf<E>(groups: readonly EngineGroup<E>[]): { offers: Offer<E>[]; faults: EngineFault[] } {
  const offers: Offer<E>[] = [];
  const faults: EngineFault[] = [];
  for (const { state } of groups) {
    if ('offer' in state) offers.push(state.offer);
    else faults.push(state.fault);
  }
  return { offers, faults };
}
