import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testModels } from '../../support/test-models.js';
import { percentile, print } from '../figures.js';
import type { TranslationFigures, TranslationTask } from './task.js';

const child = fileURLToPath(new URL('run.js', import.meta.url));

const sentences = [
  'Good evening and welcome to the second half of the match.',
  'The home team has the ball and they are moving it slowly to the left.',
  'The minister said that the new bridge will be open before the summer.',
  'It is raining in the north of the country, with strong winds near the coast.',
];

const smallModels = ['marian-pair-random', 'm2m100-random', 'nllb-random'].map((name) => `${testModels}${name}`);

/**
 * Translation beside the hub's own runtime, one thread each, each in a process of its own: the small
 * models of the tests, or the model folders that are given (full precision, from English).
 */
export async function benchTranslation(folders: readonly string[]): Promise<void> {
  const columns = ['model', 'runtime', 'load ms', 'sentence ms', 'text ms', 'tokens/s', '4 beams ms', 'peak MiB'];
  print(columns.map((column, at) => (at === 0 ? column.padEnd(24) : column.padStart(12))).join(''));
  for (const folder of folders.length > 0 ? folders.map((each) => resolve(each)) : smallModels) {
    for (const runtime of ['ours', 'hub'] as const) {
      const task = { runtime, folder, from: 'en', to: 'es', sentences, decodedTokens: 48, threads: 1, runs: 12 };
      printRow(task, await measure(task));
    }
  }
  print('text: the four sentences at once; tokens/s: the decoder alone, one beam, the encoder included');
}

/** What else runs on the machine only ever adds to a run, so the tenth that was least disturbed counts. */
function printRow({ folder, runtime, decodedTokens }: TranslationTask, figures: TranslationFigures): void {
  const typicalMs = (runs: readonly number[]) => percentile(runs, 0.1);
  const cells = [
    runtime,
    figures.loadMs.toFixed(0),
    typicalMs(figures.sentenceMs).toFixed(1),
    typicalMs(figures.textMs).toFixed(1),
    ((decodedTokens * 1000) / typicalMs(figures.decodeMs)).toFixed(0),
    figures.beamMs.length === 0 ? '-' : typicalMs(figures.beamMs).toFixed(1),
    figures.peakMiB.toFixed(0),
  ];
  print((folder.split('/').at(-1) ?? '').padEnd(24) + cells.map((cell) => cell.padStart(12)).join(''));
}

async function measure(task: TranslationTask): Promise<TranslationFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(task)]);
  return JSON.parse(stdout) as TranslationFigures;
}
