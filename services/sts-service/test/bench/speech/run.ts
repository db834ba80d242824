import type { OpenSynthesizerOptions, NeuralSynthesizer } from '../../../src/tts/onnx/synthesizer.js';
import { openTokenizer } from '../../../src/text/tokenizer.js';
import { kokoroClauses } from '../../../src/tts/onnx/kokoro/kokoro-phonemes.js';
import { openKokoro } from '../../../src/tts/onnx/kokoro/kokoro.js';
import { tie } from '../../../src/tts/onnx/kokoro/sounds.js';
import { KokoroVoices, styleFor, styleSize } from '../../../src/tts/onnx/kokoro/voices.js';
import { EspeakPhonemes } from '../../../src/tts/onnx/phonemes/espeak-phonemes.js';
import { openMms } from '../../../src/tts/onnx/vits/mms.js';
import { openPiper } from '../../../src/tts/onnx/vits/piper.js';
import type { Kind, SpeechFigures, SpeechTask } from './task.js';

const openers: Readonly<Record<Kind, (options: OpenSynthesizerOptions) => Promise<NeuralSynthesizer>>> = {
  vits: openMms,
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

const phonemes = new Map<string, string>();

/** Kept, so that their making does not count. */
async function kokoroPhonemes(text: string): Promise<string> {
  const kept = phonemes.get(text);
  if (kept !== undefined) return kept;
  const { signal } = new AbortController();
  const reader = await EspeakPhonemes.open({ voice: 'en-us', tie }, signal);
  const signs = (await openTokenizer(`${task.models}/${task.name}`)).vocabulary();
  const clauses = await kokoroClauses([text], { reader, language: 'en-US', signs, signal });
  const made = clauses
    .flatMap(({ symbols }) => symbols)
    .join('')
    .trim();
  phonemes.set(text, made);
  return made;
}

async function defaultStyles(folder: string): Promise<Float32Array> {
  const voices = await KokoroVoices.open(folder);
  return voices.styles(voices.defaultFor('en-US'));
}

/** What eSpeak NG alone takes for the text. */
async function timePhonemes({ language, text, runs }: SpeechTask): Promise<number[]> {
  const { signal } = new AbortController();
  const reader = await EspeakPhonemes.open({ voice: language.split('-')[0] ?? language }, signal);
  const spentMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const before = performance.now();
    await reader.clausesOf([text], signal);
    spentMs.push(performance.now() - before);
  }
  return spentMs;
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
  const styles = kind === 'kokoro' ? await defaultStyles(`${models}/${name}`) : undefined;
  const speed = new Tensor('float32', [1], [1]);
  return async (text) => {
    // The hub's runtime has no phonemes: it is given those that ours makes, with the style of the same voice.
    const sounds = kind === 'kokoro' ? await kokoroPhonemes(text) : text;
    const inputs = tokenizer(sounds) as object;
    const style = styles === undefined ? undefined : styleFor(styles, [...sounds].length);
    const more = style === undefined ? {} : { style: new Tensor('float32', style, [1, styleSize]), speed };
    const { waveform } = (await model({ ...inputs, ...more })) as {
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
const cpuMs: number[] = [];
for (let run = 0; run < task.runs; run += 1) {
  const before = performance.now();
  const usedBefore = process.cpuUsage();
  audioMs = await speak(task.text);
  const used = process.cpuUsage(usedBefore);
  runMs.push(performance.now() - before);
  cpuMs.push((used.user + used.system) / 1000);
}
// Kilobytes on Linux.
const peakMiB = process.resourceUsage().maxRSS / 1024;
const hasPhonemes = task.runtime === 'ours' && task.kind !== 'vits';
const phonemesMs = hasPhonemes ? await timePhonemes(task) : [];
process.stdout.write(JSON.stringify({ loadMs, runMs, cpuMs, phonemesMs, audioMs, peakMiB } satisfies SpeechFigures));
