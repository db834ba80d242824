import { stsError } from '../../../errors.js';
import { Graph } from '../../../onnx/graph.js';
import { findGraphFile, requireModelJson } from '../../../onnx/model-files.js';
import { longTensor, onesTensor } from '../../../onnx/tensors.js';
import { openTokenizer, type TextTokenizer } from '../../../text/tokenizer.js';
import { languageOf } from '../language.js';
import { synthesizerOf } from '../speak.js';
import type { NeuralSynthesizer, OpenSynthesizerOptions } from '../synthesizer.js';
import { clausesOf } from '../text/clauses.js';
import { piecesOf, type ClauseSymbols } from '../text/pieces.js';
import { readableLines } from '../text/numbers/spell-numbers.js';

/**
 * A sentence is a piece: the model knows no marks, so it would run sentences together. 200 letters, about
 * 13 seconds, bound the memory of a run (14 MB for each second) and let an abort be heard in time.
 */
const limits = { most: 200, joined: 0 };

/**
 * A voice of Meta's Massively Multilingual Speech, exported as `onnx/model.onnx` beside its
 * tokenizer. Its pace and its noise are fixed in the graph (`speaking_rate`, `noise_scale` of
 * config.json at the time of the export).
 * @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE, or LANGUAGE_UNSUPPORTED for a voice that
 * reads text romanised by uroman.
 */
export async function openMms({ folder, provider, threads }: OpenSynthesizerOptions): Promise<NeuralSynthesizer> {
  const config = await requireModelJson(folder, 'config.json');
  const tokenizer = await openTokenizer(folder);
  const language = languageOfVoice(tokenizer, folder);
  const isKnown = knownLetters(tokenizer);
  const sampleRateHz = config['sampling_rate'];
  if (typeof sampleRateHz !== 'number' || !(sampleRateHz > 0)) {
    throw stsError('MODEL_INCOMPATIBLE', `the voice ${folder} has no sampling_rate in config.json`, { source: folder });
  }
  const graph = await Graph.open({
    file: await findGraphFile(folder, 'model'),
    provider,
    threads,
    inputs: ['input_ids', 'attention_mask'],
    outputs: ['waveform'],
  });
  return synthesizerOf({
    graph,
    output: 'waveform',
    languages: [language],
    voices: [],
    sampleRateHz,
    paceRange: { slowest: 1, fastest: 1 },
    prepare: (text) =>
      Promise.resolve({
        pieces: piecesOf(lettersOf(readableLines(text, language), isKnown), limits),
        feeds: ({ symbols }) => {
          const ids = tokenizer.encode(symbols.join(''));
          return { input_ids: longTensor(ids, [1, ids.length]), attention_mask: onesTensor([1, ids.length]) };
        },
      }),
  });
}

/**
 * The clauses' letters for which the voice has a number. Others lose their accents if that helps, or
 * are left out: the marks in most voices, the digits in nearly all. What stood between two spaces
 * leaves one.
 */
function lettersOf(lines: readonly string[], isKnown: (letter: string) => boolean): ClauseSymbols[] {
  return lines.flatMap(clausesOf).map(({ text, endsSentence }) => ({
    symbols: [...`${text} `]
      .flatMap((letter) => (isKnown(letter) ? [letter] : [...letter.normalize('NFD')].filter(isKnown)))
      .filter((letter, at, all) => letter !== ' ' || all[at - 1] !== ' '),
    endsSentence,
  }));
}

/** Asks the tokenizer, which makes capitals small and replaces some letters, once for each letter. */
function knownLetters(tokenizer: TextTokenizer): (letter: string) => boolean {
  const known = new Map([[' ', true]]);
  const sign = tokenizer.config['unk_token'];
  const unknown = typeof sign === 'string' ? tokenizer.idOf(sign) : undefined;
  return (letter) => {
    let isKnown = known.get(letter);
    if (isKnown === undefined) {
      const ids = tokenizer.encode(letter);
      isKnown = ids.length > 0 && (unknown === undefined || !ids.includes(unknown));
      known.set(letter, isKnown);
    }
    return isKnown;
  };
}

function languageOfVoice({ config }: TextTokenizer, folder: string): string {
  const language = config['language'];
  if (config['is_uroman'] === true) {
    throw stsError(
      'LANGUAGE_UNSUPPORTED',
      `the voice ${folder} reads text that uroman has romanised, which is not supported`,
      { source: folder },
    );
  }
  if (config['phonemize'] === true) {
    throw stsError('MODEL_INCOMPATIBLE', `the voice ${folder} reads phonemes, not letters`, { source: folder });
  }
  if (typeof language === 'string' && language !== '') return tagOf(language);
  throw stsError('MODEL_INCOMPATIBLE', `the voice ${folder} has no language in tokenizer_config.json`, {
    source: folder,
  });
}

/** MMS names scripts in words where a language has several: `azj-script_latin` is `az-Latn`. */
const scripts: Readonly<Record<string, string>> = {
  arabic: 'Arab',
  cyrillic: 'Cyrl',
  devanagari: 'Deva',
  latin: 'Latn',
};

function tagOf(name: string): string {
  const script = scripts[name.split('_')[1] ?? ''];
  const language = languageOf(name.split('-')[0] ?? name);
  return script === undefined ? language : `${language}-${script}`;
}
