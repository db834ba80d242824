import { startEngineHost } from '../../src/engine-host/engine-host.js';
import { AudioThread } from '../../src/pipeline/audio-thread/audio-thread.js';
import { speak } from '../support/flite.js';
import { wordErrorRate } from '../support/words.js';
import { cpuSecondsOfTree } from './cpu-time.js';
import { percentile, print } from './figures.js';

const voices = ['slt', 'rms', 'awb', 'kal16'];
const sentences = [
  'Good evening and welcome to the news.',
  'The government has decided to build a large hospital near the river.',
  'The children can return to their classes next week.',
  'Two hundred people were on the train and all of them are well.',
  'It will be cold at night with some snow in the mountains.',
  'The temperature will be about twenty degrees in the capital.',
  'More than forty thousand people were in the stadium.',
  'Many people came to the airport to see them.',
];
const stages = ['asr', 'translation', 'tts', 'fit', 'total'] as const;
type Stage = (typeof stages)[number];

const wallMs: Record<Stage, number[]> = { asr: [], translation: [], tts: [], fit: [], total: [] };

async function timed<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
  const startedAtMs = performance.now();
  const result = await work();
  wallMs[stage].push(performance.now() - startedAtMs);
  return result;
}

function inMs(value: number): string {
  return value.toFixed(0).padStart(8);
}

/** What a fragment costs, stage by stage, English speech of flite voices into Spanish. */
export async function benchFragment(): Promise<void> {
  const speech = voices.flatMap((voice) => sentences.map((text) => ({ text, pcm: speak(text, voice) })));
  const host = await startEngineHost({ processes: 1 });
  const audio = new AudioThread();
  try {
    await audio.warmUp();
    const { recognizers, translators, synthesizers, faults } = host.catalogue();
    const [recognizer, translator, synthesizer] = [recognizers[0], translators[0], synthesizers[0]];
    if (recognizer === undefined || translator === undefined || synthesizer === undefined) {
      throw faults[0]?.error ?? new Error('an engine is missing');
    }
    const signal = new AbortController().signal;
    const common = () => ({ sessionKey: 'bench', deadlineAtMs: performance.now() + 60_000, signal });
    let speechS = 0;
    let words = 0;
    let wrongWords = 0;
    const cpuBeforeS = cpuSecondsOfTree();
    for (const { text, pcm } of speech) {
      const durationMs = pcm.length / 32;
      await timed('total', async () => {
        const heard = await timed('asr', () =>
          recognizer.engine.recognize({ ...common(), pcm, sampleRateHz: 16_000, language: 'en' }),
        );
        const said = await timed('translation', () =>
          translator.engine.translate({ ...common(), text: heard.text, from: 'en', to: 'es' }),
        );
        const spoken = await timed('tts', () =>
          synthesizer.engine.synthesize({ ...common(), text: said.text, language: 'es' }),
        );
        const slot = { targetMs: durationMs, maxMs: durationMs + 300 };
        await timed('fit', () => audio.fit({ ...spoken, slot, reply: { sampleRateHz: 48_000, channels: 1 } }));
        const count = text.split(' ').length;
        words += count;
        wrongWords += wordErrorRate(text, heard.text) * count;
      });
      speechS += durationMs / 1000;
    }
    const cpuS = cpuSecondsOfTree() - cpuBeforeS;
    const meanS = speechS / speech.length;
    print(`${speech.length} fragments of ${meanS.toFixed(1)} s on average, en to es, one engine process`);
    print(`${'stage'.padEnd(12)}${'p50 ms'.padStart(8)}${'p95 ms'.padStart(8)}`);
    for (const stage of stages) {
      print(`${stage.padEnd(12)}${inMs(percentile(wallMs[stage], 0.5))}${inMs(percentile(wallMs[stage], 0.95))}`);
    }
    const wallS = wallMs.total.reduce((sum, each) => sum + each, 0) / 1000;
    print(`real-time factor, processor time of all processes on one core: ${(cpuS / speechS).toFixed(2)}`);
    print(`real-time factor, elapsed time one fragment after another:     ${(wallS / speechS).toFixed(2)}`);
    print(`words recognised wrongly: ${((100 * wrongWords) / words).toFixed(1)} %`);
  } finally {
    await audio.close();
    await host.close();
  }
}
