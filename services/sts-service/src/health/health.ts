import type { DubbingError } from '@dubbing/common';
import type { EngineStage } from '@dubbing/contracts';
import type { EngineCatalogue, EngineFault, Offer } from '../pipeline/catalogue.js';

/** How one part of the service's work stands. Besides the words, whatever numbers and names tell more of it. */
export interface PartHealth {
  /** `down`: it does not work. `degraded`: it works with less than it should have. */
  readonly status: 'ok' | 'degraded' | 'down';
  /** What is wrong, for people; absent when all is well. */
  readonly problem?: string;
  readonly [fact: string]: string | number | boolean | undefined;
}

/** The body of `/health`. media-service's has the same form. */
export interface HealthReport {
  /** `unavailable`: no session can be served, which is told as 503. */
  readonly status: 'ok' | 'degraded' | 'draining' | 'unavailable';
  readonly service: string;
  readonly version: string;
  readonly parts: Readonly<Record<string, PartHealth>>;
}

export interface HealthFacts {
  readonly catalogue: EngineCatalogue;
  /** Why no session can be served. */
  readonly blocker: DubbingError | undefined;
  readonly sessions: { readonly open: number; readonly limit: number; readonly fragmentsInFlight: number };
}

/** How the service stands, by what it is made of: an engine for each stage, and sessions. */
export function reportHealth(
  about: { readonly service: string; readonly version: string },
  { catalogue, blocker, sessions }: HealthFacts,
): HealthReport {
  const draining = blocker?.code === 'SHUTTING_DOWN';
  // Faults of engines stand with their stage; what is the fault of no engine, as while they load, stands with all
  // stages, and an engine that is chosen and not there with its own.
  const general = draining || catalogue.faults.some(({ error }) => error === blocker) ? undefined : blocker;
  const stage = (name: EngineStage, offers: readonly Offer<{ readonly name: string }>[]): PartHealth => {
    const faults = catalogue.faults.filter((fault) => fault.stage === name);
    const isOfStage = general?.field === undefined || general.field === `engines.${name}`;
    return stageHealth(offers, faults, isOfStage ? general : undefined);
  };
  const parts = {
    asr: stage('asr', catalogue.recognizers),
    translation: stage('translation', catalogue.translators),
    tts: stage('tts', catalogue.synthesizers),
    // Where it is not known what an engine would be for: a folder that holds no model.
    models: modelsHealth(catalogue),
    sessions: { status: 'ok', ...sessions } as const,
  };
  const isWell = Object.values(parts).every(({ status }) => status === 'ok');
  const status = draining ? 'draining' : blocker !== undefined ? 'unavailable' : isWell ? 'ok' : 'degraded';
  return { status, ...about, parts };
}

function stageHealth(
  offers: readonly Offer<{ readonly name: string }>[],
  faults: readonly EngineFault[],
  general: DubbingError | undefined,
): PartHealth {
  const engines = offers.map(({ engine, provider }) => engine.name + (provider === undefined ? '' : ` (${provider})`));
  const known = engines.length === 0 ? {} : { engines: engines.join(', ') };
  const slower = offers.flatMap(({ engine, fallbackReason }) =>
    fallbackReason === undefined ? [] : [`${engine.name} computes on the CPU instead of CUDA: ${fallbackReason}`],
  );
  const problems = [
    ...(general === undefined ? [] : [general.message]),
    ...faults.map(({ error }) => error.message),
    ...slower,
  ];
  if (engines.length === 0) return { status: 'down', problem: problems.join('; ') || 'no engine is loaded' };
  if (general !== undefined) return { status: 'down', problem: problems.join('; '), ...known };
  if (problems.length === 0) return { status: 'ok', ...known };
  return { status: 'degraded', problem: problems.join('; '), ...known };
}

/** Neural models: none may be what is wanted, or a folder that was to be mounted and is empty, so their number is told. */
function modelsHealth({ recognizers, translators, synthesizers, faults }: EngineCatalogue): PartHealth {
  const loaded = [recognizers, translators, synthesizers].flat().filter(({ family }) => family === 'onnx').length;
  const problems = faults.filter(({ stage }) => stage === undefined).map(({ error }) => error.message);
  if (problems.length === 0) return { status: 'ok', loaded };
  return { status: 'degraded', problem: problems.join('; '), loaded };
}
