import { execFile } from 'node:child_process';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { engineOfFolder } from '../../../src/models/folder/engine-of-folder.js';
import { languagesOfFolder } from '../../../src/models/folder/languages-of-folder.js';
import { testModels } from '../../support/test-models.js';
import { percentile, print } from '../figures.js';
import type { Kind, SpeechFigures, SpeechTask } from './task.js';

const child = fileURLToPath(new URL('run.js', import.meta.url));

const english = 'Good evening and welcome to the news, it will be cold at night with some snow in the mountains';
const spanish = 'Buenas noches y bienvenidos a las noticias, hará frío por la noche con algo de nieve en las montañas';

const smallModels = ['mms-random', 'piper-random', 'kokoro-random'].map((name) => `${testModels}${name}`);

/**
 * Time to load, real-time factor and peak memory of voices beside the hub's own runtime, one thread
 * each, each in a process of its own: the small models of the tests, or the model folders that are
 * given. What the hub's runtime does not do, phonemes, pieces and checks, is in our figures only.
 */
export async function benchSpeech(given: readonly string[]): Promise<void> {
  const columns = ['model', 'runtime', 'load ms', 'run ms', 'of it eSpeak', 'cpu ms', 'speech ms', 'rtf', 'peak MiB'];
  print(columns.map((column, at) => (at === 0 ? column.padEnd(24) : column.padStart(13))).join(''));
  for (const folder of given.length > 0 ? given.map((each) => resolve(each)) : smallModels) {
    const kind = kindOf(folder);
    const { languages } = languagesOfFolder(folder, kind);
    const language = languages === 'any' ? 'en' : (languages[0] ?? 'en');
    const voice = { kind, models: dirname(folder), name: basename(folder), language, runs: 30 };
    const text = language.startsWith('es') ? spanish : english;
    for (const runtime of ['ours', 'hub'] as const) {
      // The hub's runtime does not run Piper's voices.
      if (runtime === 'hub' && kind === 'piper') continue;
      const { loadMs, runMs, cpuMs, phonemesMs, audioMs, peakMiB } = await measure({ ...voice, runtime, text });
      // What else runs on the machine only ever adds to a run.
      const typicalMs = percentile(runMs, 0.1);
      const ofEspeak = phonemesMs.length === 0 ? '-' : percentile(phonemesMs, 0.1).toFixed(1);
      const times = [
        loadMs.toFixed(0),
        typicalMs.toFixed(1),
        ofEspeak,
        percentile(cpuMs, 0.1).toFixed(1),
        audioMs.toFixed(0),
      ];
      const cells = [runtime, ...times, (typicalMs / audioMs).toFixed(4), peakMiB.toFixed(0)];
      print(voice.name.padEnd(24) + cells.map((cell) => cell.padStart(13)).join(''));
    }
  }
}

function kindOf(folder: string): Kind {
  const found = engineOfFolder(folder);
  if ('reason' in found) throw new Error(`${folder} is no voice: ${found.reason}`);
  const { engine } = found;
  if (engine === 'vits' || engine === 'piper' || engine === 'kokoro') return engine;
  throw new Error(`${folder} is no voice, but for ${engine}`);
}

async function measure(task: SpeechTask): Promise<SpeechFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(task)]);
  return JSON.parse(stdout) as SpeechFigures;
}
