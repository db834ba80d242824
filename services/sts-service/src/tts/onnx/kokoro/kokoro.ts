import { Graph } from '../../../onnx/graph.js';
import { findGraphFile } from '../../../onnx/model-files.js';
import { floatTensor, longTensor } from '../../../onnx/tensors.js';
import { openTokenizer } from '../../../text/tokenizer.js';
import { EspeakPhonemes } from '../phonemes/espeak-phonemes.js';
import { synthesizerOf } from '../speak.js';
import type { NeuralSynthesizer, OpenSynthesizerOptions } from '../synthesizer.js';
import { piecesOf } from '../text/pieces.js';
import { speakableLines } from '../text/speakable.js';
import { kokoroClauses } from './kokoro-phonemes.js';
import { kokoroLanguages } from './languages.js';
import { tie } from './sounds.js';
import { KokoroVoices, styleFor, styleSize } from './voices.js';

const sampleRateHz = 24_000;

/**
 * The model takes 510 sounds. By its author it speaks very short pieces badly and hurries past 400,
 * so sentences share a piece up to that.
 */
const limits = { most: 510, joined: 400 };

/** How long eSpeak NG may take to say whether it has a voice, in milliseconds. */
const startTimeoutMs = 30_000;

/**
 * Kokoro, as onnx-community exports it: `onnx/model.onnx`, its tokenizer, `voices/NAME.bin`. The
 * first letter of a voice's name is its language.
 * @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE, SYSTEM_PACKAGE_MISSING
 */
export async function openKokoro({ folder, provider, threads }: OpenSynthesizerOptions): Promise<NeuralSynthesizer> {
  const tokenizer = await openTokenizer(folder);
  const voices = await KokoroVoices.open(folder);
  const readers = await readersFor(voices.languages);
  const signs = tokenizer.vocabulary();
  const graph = await Graph.open({
    file: await findGraphFile(folder, 'model'),
    provider,
    threads,
    inputs: ['input_ids', 'style', 'speed'],
    outputs: ['waveform'],
  });
  return synthesizerOf({
    graph,
    output: 'waveform',
    languages: voices.languages,
    voices: voices.names,
    sampleRateHz,
    paceRange: { slowest: 0.5, fastest: 2 },
    prepare: async (text, language, { voice, signal }) => {
      const styles = await voices.styles(voice ?? voices.defaultFor(language));
      const reader = readers.get(language);
      const lines = speakableLines(text, language);
      const clauses = reader === undefined ? [] : await kokoroClauses(lines, { reader, language, signs, signal });
      return {
        pieces: piecesOf(clauses, limits),
        feeds: ({ symbols }, pace) => {
          const ids = tokenizer.encode(symbols.join('').trim());
          // The template puts one sign in front and one behind; they do not count.
          const style = styleFor(styles, ids.length - 2);
          return {
            input_ids: longTensor(ids, [1, ids.length]),
            style: floatTensor(style, [1, styleSize]),
            speed: floatTensor(Float32Array.of(pace), [1]),
          };
        },
      };
    },
  });
}

async function readersFor(tags: readonly string[]): Promise<Map<string, EspeakPhonemes>> {
  const readers = new Map<string, EspeakPhonemes>();
  for (const { tag, espeakVoice } of kokoroLanguages.values()) {
    if (!tags.includes(tag)) continue;
    readers.set(tag, await EspeakPhonemes.open({ voice: espeakVoice, tie }, AbortSignal.timeout(startTimeoutMs)));
  }
  return readers;
}
