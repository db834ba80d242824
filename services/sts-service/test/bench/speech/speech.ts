import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testModels } from '../../support/test-models.js';
import { percentile, print } from '../figures.js';
import type { SpeechFigures, SpeechTask } from './run.js';

const child = fileURLToPath(new URL('run.js', import.meta.url));

type Voice = Pick<SpeechTask, 'kind' | 'name' | 'language' | 'text'>;

const english = 'Good evening and welcome to the news, it will be cold at night with some snow in the mountains';
const spanish = 'Buenas noches y bienvenidos a las noticias, hará frío por la noche con algo de nieve en las montañas';

/** The small models of the tests, and trained ones where `BENCH_MODELS` names a folder that has them. */
const voices: readonly Voice[] = [
  { kind: 'mms', name: 'mms-random', language: 'en', text: english },
  { kind: 'piper', name: 'piper-random', language: 'es', text: spanish },
  { kind: 'kokoro', name: 'kokoro-random', language: 'en', text: english },
  { kind: 'mms', name: 'mms-tts-eng', language: 'en', text: english },
  { kind: 'piper', name: 'es_ES-davefx-medium', language: 'es', text: spanish },
  { kind: 'kokoro', name: 'Kokoro-82M-v1.0-ONNX', language: 'en', text: english },
];

/**
 * Time to load, real-time factor and peak memory of a voice beside the hub's own runtime, one thread
 * each, each in a process of its own. Its figures lack what it does not do: phonemes, pieces, checks.
 */
export async function benchSpeech(): Promise<void> {
  const columns = ['model', 'runtime', 'load ms', 'run ms', 'speech ms', 'rtf', 'peak MiB'];
  print(columns.map((column, at) => (at === 0 ? column.padEnd(24) : column.padStart(11))).join(''));
  for (const voice of voices) {
    const models = [process.env['BENCH_MODELS'] ?? '', testModels].find((folder) =>
      existsSync(join(folder, voice.name)),
    );
    if (models === undefined) continue;
    for (const runtime of ['ours', 'hub'] as const) {
      // The hub's runtime does not run Piper's voices.
      if (runtime === 'hub' && voice.kind === 'piper') continue;
      const { loadMs, runMs, audioMs, peakMiB } = await measure({ ...voice, runtime, models, runs: 30 });
      // What else runs on the machine only ever adds to a run.
      const typicalMs = percentile(runMs, 0.1);
      const figures = [loadMs.toFixed(0), typicalMs.toFixed(1), audioMs.toFixed(0), (typicalMs / audioMs).toFixed(4)];
      const cells = [runtime, ...figures, peakMiB.toFixed(0)];
      print(voice.name.padEnd(24) + cells.map((cell) => cell.padStart(11)).join(''));
    }
  }
}

async function measure(task: SpeechTask): Promise<SpeechFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(task)]);
  return JSON.parse(stdout) as SpeechFigures;
}
