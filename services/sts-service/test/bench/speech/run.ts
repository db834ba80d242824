import type { OpenSynthesizerOptions, NeuralSynthesizer } from '../../../src/tts/onnx/synthesizer.js';
import { openKokoro } from '../../../src/tts/onnx/kokoro/kokoro.js';
import { openMms } from '../../../src/tts/onnx/vits/mms.js';
import { openPiper } from '../../../src/tts/onnx/vits/piper.js';

export type Kind = 'mms' | 'piper' | 'kokoro';

/** What a child process is told to do. */
export interface SpeechTask {
  readonly runtime: 'ours' | 'hub';
  readonly kind: Kind;
  /** Folder of folders, and the model's name in it. */
  readonly models: string;
  readonly name: string;
  readonly text: string;
  readonly language: string;
  readonly runs: number;
}

export interface SpeechFigures {
  readonly loadMs: number;
  /** Each run. */
  readonly runMs: readonly number[];
  /** Length of the speech of one run. */
  readonly audioMs: number;
  readonly peakMiB: number;
}

const openers: Readonly<Record<Kind, (options: OpenSynthesizerOptions) => Promise<NeuralSynthesizer>>> = {
  mms: openMms,
  piper: openPiper,
  kokoro: openKokoro,
};

/** A text to the milliseconds of its speech. */
type Speak = (text: string) => Promise<number>;

async function openOurs({ kind, models, name, language }: SpeechTask): Promise<Speak> {
  const voice = await openers[kind]({ folder: `${models}/${name}`, provider: 'cpu', threads: 1 });
  const { signal } = new AbortController();
  return async (text) => {
    const { samples, sampleRateHz } = await voice.synthesize(text, { language, signal });
    return (samples.length / sampleRateHz) * 1000;
  };
}

/** The hub's runtime, one thread as well. Loaded here, so that its size counts in its own process only. */
async function openHub({ kind, models, name }: SpeechTask): Promise<Speak> {
  const { AutoTokenizer, StyleTextToSpeech2Model, Tensor, VitsModel, env } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = models;
  const options = { dtype: 'fp32', session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 } } as const;
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const model = await (kind === 'kokoro' ? StyleTextToSpeech2Model : VitsModel).from_pretrained(name, options);
  const sampleRateHz =
    kind === 'kokoro' ? 24_000 : (model.config as unknown as { sampling_rate: number }).sampling_rate;
  return async (text) => {
    const inputs = tokenizer(text, { truncation: true }) as object;
    // Kokoro is given the letters as sounds and no style, since the hub's runtime has no phonemes; the work is the same.
    const style = {
      style: new Tensor('float32', new Float32Array(256), [1, 256]),
      speed: new Tensor('float32', [1], [1]),
    };
    const { waveform } = (await model(kind === 'kokoro' ? { ...inputs, ...style } : inputs)) as {
      waveform: { data: Float32Array };
    };
    return (waveform.data.length / sampleRateHz) * 1000;
  };
}

const task = JSON.parse(process.argv[2] ?? '{}') as SpeechTask;
const startedMs = performance.now();
const speak = await (task.runtime === 'ours' ? openOurs(task) : openHub(task));
const loadMs = performance.now() - startedMs;
let audioMs = await speak(task.text);
const runMs: number[] = [];
for (let run = 0; run < task.runs; run += 1) {
  const before = performance.now();
  audioMs = await speak(task.text);
  runMs.push(performance.now() - before);
}
// Kilobytes on Linux.
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ loadMs, runMs, audioMs, peakMiB } satisfies SpeechFigures));
