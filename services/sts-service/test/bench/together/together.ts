import { basename, dirname, join, resolve } from 'node:path';
import { startEngineHost, type EngineHost } from '../../../src/engine-host/engine-host.js';
import { openModelStore } from '../../../src/models/model-store.js';
import { speak } from '../../support/flite.js';
import { testModels } from '../../support/test-models.js';
import { cpuSecondsOfTree } from '../cpu-time.js';
import { percentile, print } from '../figures.js';

const sentences = [
  'Good evening and welcome to the second half of the match.',
  'The home team has the ball and they are moving it slowly to the left.',
  'The minister said that the new bridge will be open before the summer.',
  'It is raining in the north of the country, with strong winds near the coast.',
];
const smallModels = ['whisper-tiny-random', 'marian-pair-random'].map((name) => join(testModels, name));
const batches = [1, 4, 8];
const sessions = [1, 4, 16];

/** Jobs of all sessions together, at each number of sessions. */
const jobs = 16;

/** One piece of work of a session; the model is the only engine of its stage. */
type Ask = (sessionKey: string, round: number) => Promise<unknown>;

/**
 * What it brings that jobs which wait share the passes through a model: sessions that each ask again as soon as they are
 * answered, of the small models of the tests or of those in the folders that are given (from English into Spanish).
 */
export async function benchTogether(folders: readonly string[]): Promise<void> {
  const columns = ['together', 'sessions', 'jobs/s', 'p50 ms', 'p99 ms', 'CPU ms/job'];
  print('model'.padEnd(24) + columns.map((column) => column.padStart(12)).join(''));
  for (const folder of folders.length > 0 ? folders.map((each) => resolve(each)) : smallModels) {
    for (const batch of batches) await measure(folder, batch);
  }
}

async function measure(folder: string, batch: number): Promise<void> {
  const store = openModelStore({ dir: dirname(folder) });
  const models = { store, wanted: [basename(folder)], batch, threads: 1 };
  const host = await startEngineHost({ onnxProvider: 'auto', models, processes: 1, pocketsphinxModelDir: '/none' });
  try {
    const ask = askerOf(host, basename(folder));
    for (const count of sessions) {
      const answerMs: number[] = [];
      const cpuBeforeS = cpuSecondsOfTree();
      const startedAtMs = performance.now();
      const talk = async (session: number): Promise<void> => {
        for (let round = 0; round < jobs / count; round += 1) {
          const askedAtMs = performance.now();
          await ask(`session ${session}`, session + round);
          answerMs.push(performance.now() - askedAtMs);
        }
      };
      await Promise.all(Array.from({ length: count }, (_, session) => talk(session)));
      const elapsedS = (performance.now() - startedAtMs) / 1000;
      const cells = [
        batch.toString(),
        count.toString(),
        (jobs / elapsedS).toFixed(1),
        percentile(answerMs, 0.5).toFixed(0),
        percentile(answerMs, 0.99).toFixed(0),
        ((1000 * (cpuSecondsOfTree() - cpuBeforeS)) / jobs).toFixed(0),
      ];
      print(basename(folder).padEnd(24) + cells.map((cell) => cell.padStart(12)).join(''));
    }
  } finally {
    await host.close();
  }
}

function askerOf(host: EngineHost, name: string): Ask {
  const { recognizers, translators, faults } = host.catalogue();
  const common = (sessionKey: string) => {
    return { sessionKey, deadlineAtMs: performance.now() + 600_000, signal: new AbortController().signal };
  };
  const recognizer = recognizers.find(({ engine }) => engine.name === name)?.engine;
  if (recognizer !== undefined) {
    const speech = sentences.map((text) => speak(text));
    return (sessionKey, round) => {
      const pcm = speech[round % speech.length] as Buffer;
      return recognizer.recognize({ ...common(sessionKey), pcm, sampleRateHz: 16_000, language: 'en' });
    };
  }
  const translator = translators.find(({ engine }) => engine.name === name)?.engine;
  if (translator === undefined) {
    throw faults.find(({ engine }) => engine === name)?.error ?? new Error(`${name} neither hears nor translates`);
  }
  return (sessionKey, round) => {
    const text = sentences[round % sentences.length] as string;
    return translator.translate({ ...common(sessionKey), text, from: 'en', to: 'es' });
  };
}
