import { pcmDurationMs } from '@dubbing/common';
import { startEngineHost } from '../../src/engine-host/engine-host.js';
import { openModelStore } from '../../src/models/model-store.js';
import type { SpeechRecognizer } from '../../src/pipeline/seams.js';
import { speak } from '../support/flite.js';
import { testModels } from '../support/test-models.js';
import { cpuSecondsOfTree } from './cpu-time.js';
import { percentile, print } from './figures.js';

const sentences = [
  'The government has decided to build a large hospital near the river.',
  'Heavy rain is expected in the north of the country this afternoon.',
  'The home team won the final match by three goals to one.',
  'It will be cold at night with some snow in the mountains.',
];
const models = ['whisper-programme', 'moonshine-random'];
const rounds = 12;

interface Runs {
  readonly wallMs: number[];
  cpuS: number;
  partials: number;
  readonly firstMs: number[];
}

/** What it costs a recognition that somebody wants to see it grow: the same clips with and without, in turn. */
export async function benchPartials(): Promise<void> {
  const clips = ['slt', 'rms'].flatMap((voice) => sentences.map((text) => speak(text, voice)));
  const audio = { sampleRateHz: 16_000, channels: 1 };
  const meanS = clips.reduce((sum, pcm) => sum + pcmDurationMs(pcm.length, audio), 0) / clips.length / 1000;
  const store = openModelStore({ dir: testModels });
  const host = await startEngineHost({ processes: 1, models: { store, wanted: models, threads: 1 } });
  try {
    print(`${clips.length} clips of ${meanS.toFixed(1)} s on average, ${rounds} times each way`);
    const columns = ['asked', 'p10 ms', 'p50 ms', 'cpu ms', 'partials', 'first ms'];
    print(['engine'.padEnd(22), ...columns.map((column) => column.padStart(10))].join(''));
    for (const { engine } of host.catalogue().recognizers) {
      const runs = { no: noRuns(), yes: noRuns() };
      for (let round = 0; round < rounds; round += 1) {
        for (const pcm of clips) {
          for (const asked of round % 2 === 0 ? (['no', 'yes'] as const) : (['yes', 'no'] as const)) {
            await hear(engine, pcm, asked === 'yes', runs[asked]);
          }
        }
      }
      for (const asked of ['no', 'yes'] as const) print(line(engine.name, asked, runs[asked]));
    }
  } finally {
    await host.close();
  }
}

function noRuns(): Runs {
  return { wallMs: [], cpuS: 0, partials: 0, firstMs: [] };
}

async function hear(engine: SpeechRecognizer, pcm: Buffer, asked: boolean, runs: Runs): Promise<void> {
  const cpuBeforeS = cpuSecondsOfTree();
  const startedMs = performance.now();
  let first = true;
  const onPartial = (): void => {
    runs.partials += 1;
    if (first) runs.firstMs.push(performance.now() - startedMs);
    first = false;
  };
  await engine.recognize({
    sessionKey: 'bench',
    pcm,
    sampleRateHz: 16_000,
    language: 'en',
    deadlineAtMs: startedMs + 60_000,
    signal: new AbortController().signal,
    ...(asked && { onPartial }),
  });
  runs.wallMs.push(performance.now() - startedMs);
  runs.cpuS += cpuSecondsOfTree() - cpuBeforeS;
}

function line(name: string, asked: string, { wallMs, cpuS, partials, firstMs }: Runs): string {
  const cells = [
    asked,
    percentile(wallMs, 0.1).toFixed(1),
    percentile(wallMs, 0.5).toFixed(1),
    ((1000 * cpuS) / wallMs.length).toFixed(1),
    (partials / wallMs.length).toFixed(1),
    firstMs.length === 0 ? '' : percentile(firstMs, 0.5).toFixed(0),
  ];
  return [name.padEnd(22), ...cells.map((cell) => cell.padStart(10))].join('');
}
