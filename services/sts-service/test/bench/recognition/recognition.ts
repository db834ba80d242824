import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testModels } from '../../support/test-models.js';
import { percentile, print } from '../figures.js';
import type { RecognitionFigures, RecognitionTask } from './run.js';

const child = fileURLToPath(new URL('run.js', import.meta.url));

/** The small model of the tests, and trained ones where `BENCH_MODELS` names a folder that has them. */
const names = ['whisper-tiny-random', 'whisper-tiny', 'whisper-base', 'whisper-small'];
const durationsS = [3, 30];

/**
 * Whisper part by part beside the hub's own runtime: one thread each, each in a process of its own,
 * the same sound, greedy, so that both choose the same tokens.
 */
export async function benchRecognition(): Promise<void> {
  const columns = ['sound', 'runtime', 'ready ms', 'mel ms/s', 'encoder ms', 'tokens', 'tokens/s', 'peak MiB'];
  print(['model'.padEnd(22), ...columns.map((column) => column.padStart(11))].join(''));
  for (const name of names) {
    const folders = [process.env['BENCH_MODELS'] ?? '', testModels];
    const models = folders.find((folder) => existsSync(join(folder, name)));
    if (models === undefined) continue;
    for (const durationS of durationsS) {
      for (const runtime of ['ours', 'hub'] as const) {
        const figures = await measure({ runtime, models, name, durationS, mostTokens: 60, runs: 6 });
        print(line(name, durationS, runtime, figures));
      }
    }
  }
}

function line(name: string, durationS: number, runtime: string, figures: RecognitionFigures): string {
  // What else runs on the machine only ever adds to a run.
  const typicalMs = (runs: readonly number[]): number => percentile(runs, 0.1);
  const cells = [
    `${durationS} s`,
    runtime,
    figures.readyMs.toFixed(0),
    (typicalMs(figures.featuresMs) / durationS).toFixed(2),
    typicalMs(figures.encodeMs).toFixed(1),
    figures.tokens.toFixed(0),
    ((1000 * figures.tokens) / typicalMs(figures.decodeMs)).toFixed(0),
    figures.peakMiB.toFixed(0),
  ];
  return [name.padEnd(22), ...cells.map((cell) => cell.padStart(11))].join('');
}

async function measure(task: RecognitionTask): Promise<RecognitionFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(task)]);
  return JSON.parse(stdout) as RecognitionFigures;
}
