import { createLogger, silentLogger, type Logger } from '@dubbing/common';
import { startApp, type App } from '../../src/app.js';
import { loadConfig, type StsConfig } from '../../src/config.js';
import type { EngineCatalogue } from '../../src/pipeline/catalogue.js';
import { ScriptedRecognizer, ScriptedSynthesizer, ScriptedTranslator } from '../../src/pipeline/testing/fakes.js';

export interface Engines {
  readonly recognizer?: ScriptedRecognizer;
  readonly translator?: ScriptedTranslator;
  readonly synthesizer?: ScriptedSynthesizer;
}

/** A catalogue with one scripted engine per stage. */
export function scripted(engines: Engines = {}): EngineCatalogue {
  return {
    recognizers: [{ engine: engines.recognizer ?? new ScriptedRecognizer(), family: 'builtin' }],
    translators: [{ engine: engines.translator ?? new ScriptedTranslator(), family: 'builtin' }],
    synthesizers: [{ engine: engines.synthesizer ?? new ScriptedSynthesizer(), family: 'builtin' }],
    faults: [],
  };
}

export interface ServiceOptions {
  readonly catalogue?: EngineCatalogue;
  readonly config?: Partial<StsConfig>;
  readonly logger?: Logger;
}

/** The whole service on a free port, its engines scripted. The caller closes it. */
export async function startService(options: ServiceOptions = {}): Promise<App> {
  const config = { ...loadConfig(undefined, {}), port: 0, shutdownGraceMs: 2000, ...options.config };
  const catalogue = options.catalogue ?? scripted();
  const startEngines = () => Promise.resolve({ catalogue: () => catalogue, close: () => Promise.resolve() });
  const app = await startApp({ config, logger: options.logger ?? silentLogger, startEngines });
  await app.loaded;
  return app;
}

/** A logger whose lines are kept, parsed. */
export function keptLogger(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { logger: createLogger({ service: 'sts-service', level: 'debug', write }), lines };
}
