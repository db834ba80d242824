import { toDubbingError } from '@dubbing/common';
import { stsError } from '../errors.js';
import type { EngineFault, Offer } from '../pipeline/catalogue.js';
import type { Translator } from '../pipeline/seams.js';
import { apertiumModes } from '../translation/builtin/apertium-modes.js';
import { Apertium } from '../translation/builtin/apertium.js';
import { baseLanguage } from './base-language.js';
import { Lane, type LaneStats } from './lane.js';
import { sumOfLanes } from './stats.js';

const name = 'apertium';

/** How long a pipeline may take to load its dictionaries, in milliseconds. */
const startTimeoutMs = 30_000;

export interface TranslationOptions {
  readonly modesDir: string;
  readonly sourceLanguages: readonly string[];
  readonly queueCapacity: number;
}

export interface RunningTranslation {
  readonly offers: readonly Offer<Translator>[];
  readonly faults: readonly EngineFault[];
  readonly stats: LaneStats;
  readonly restarts: number;
  close(): Promise<void>;
}

interface Direction {
  readonly apertium: Apertium;
  readonly lane: Lane<Apertium>;
}

/** Starts Apertium for every direction that is installed and has a recogniser for its source. */
export async function startTranslation(options: TranslationOptions): Promise<RunningTranslation> {
  const modes = apertiumModes.filter((mode) => options.sourceLanguages.includes(mode.from));
  const signal = AbortSignal.timeout(startTimeoutMs);
  const started = await Promise.allSettled(modes.map((mode) => Apertium.start(mode, options.modesDir, signal)));
  const directions: Direction[] = [];
  const faults: EngineFault[] = [];
  for (const [index, result] of started.entries()) {
    if (result.status === 'fulfilled') {
      const apertium = result.value;
      const lane = new Lane<Apertium>(`apertium ${apertium.mode.mode}`, options.queueCapacity);
      lane.add(apertium);
      directions.push({ apertium, lane });
    } else {
      const error = toDubbingError(result.reason, 'ENGINE_UNAVAILABLE');
      faults.push({
        stage: 'translation',
        family: 'builtin',
        engine: name,
        error,
        languages: [modes[index]?.to ?? ''],
      });
    }
  }
  return {
    offers: directions.length === 0 ? [] : [{ engine: translatorOf(directions), family: 'builtin' }],
    faults,
    get stats() {
      return sumOfLanes(directions.map(({ lane }) => lane.stats));
    },
    get restarts() {
      return directions.reduce((sum, { apertium }) => sum + apertium.restarts, 0);
    },
    close: async () => {
      for (const { lane } of directions) lane.close();
      await Promise.all(directions.map(({ apertium }) => apertium.close()));
    },
  };
}

function translatorOf(directions: readonly Direction[]): Translator {
  const find = (from: string, to: string): Direction | undefined =>
    directions.find(({ apertium: { mode } }) => mode.from === baseLanguage(from) && mode.to === baseLanguage(to));
  return {
    name,
    features: ['glossary'],
    supports: (from, to) => find(from, to) !== undefined,
    translate: async (request) => {
      const { text: source, from, to, glossary } = request;
      const direction = find(from, to);
      if (direction === undefined) {
        throw stsError('LANGUAGE_PAIR_UNSUPPORTED', `no engine translates ${from} into ${to}`, { source: name });
      }
      const text = await direction.lane.run(request, (apertium, signal) =>
        apertium.translate(source, signal, glossary),
      );
      return { text, engine: name };
    },
  };
}
