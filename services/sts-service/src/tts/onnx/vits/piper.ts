import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { stsError } from '../../../errors.js';
import { Graph } from '../../../onnx/graph.js';
import { requireModelJson } from '../../../onnx/model-files.js';
import { floatTensor, longTensor } from '../../../onnx/tensors.js';
import { EspeakPhonemes } from '../phonemes/espeak-phonemes.js';
import { synthesizerOf } from '../speak.js';
import type { NeuralSynthesizer, OpenSynthesizerOptions } from '../synthesizer.js';
import { piecesOf, type ClauseSymbols } from '../text/pieces.js';
import { readableLines } from '../text/numbers/spell-numbers.js';
import { speakableLines } from '../text/speakable.js';
import { parsePiperConfig, type PiperConfig } from './piper-config.js';
import { idsOfSymbols, knownSymbols, symbolsOfLetters, symbolsOfPhonemes } from './piper-phonemes.js';

/**
 * A sentence is a piece, as in Piper. This many symbols, about 13 seconds, keep the memory of one
 * run bounded and let an abort be heard in time.
 */
const limits = { most: 200, joined: 0 };

/** How long eSpeak NG may take to say whether it has the voice, in milliseconds. */
const startTimeoutMs = 30_000;

/**
 * A voice of Piper: VITS with the table of its own phonemes. The folder holds NAME.onnx and
 * NAME.onnx.json. A speaker of a voice with several is chosen by name, or by number where the
 * voice names none.
 * @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE, SYSTEM_PACKAGE_MISSING
 */
export async function openPiper({ folder, provider, threads }: OpenSynthesizerOptions): Promise<NeuralSynthesizer> {
  const file = await findVoice(folder);
  const config = parsePiperConfig(await requireModelJson(folder, `${basename(file)}.json`), file);
  const symbolsOf = await readerFor(config);
  const graph = await Graph.open({
    file,
    provider,
    threads,
    inputs: ['input', 'input_lengths', 'scales', ...(config.speakerCount > 1 ? ['sid'] : [])],
    outputs: ['output'],
  });
  const hasSpeakers = graph.inputs.has('sid');
  return synthesizerOf({
    graph,
    output: 'output',
    languages: [config.language],
    voices: speakerNames(config),
    sampleRateHz: config.sampleRateHz,
    paceRange: { slowest: 0.5, fastest: 2 },
    prepare: async (text, _language, { voice, signal }) => {
      const clauses = await symbolsOf(text, signal);
      const speaker = speakerOf(config, voice);
      return {
        pieces: piecesOf(knownSymbols(clauses, config), limits),
        feeds: ({ symbols }, pace) => {
          const scales = Float32Array.of(config.noiseScale, config.lengthScale / pace, config.noiseWidthScale);
          const ids = idsOfSymbols(symbols, config);
          return {
            input: longTensor(ids, [1, ids.length]),
            input_lengths: longTensor([ids.length], [1]),
            scales: floatTensor(scales, [3]),
            ...(hasSpeakers && { sid: longTensor([speaker], [1]) }),
          };
        },
      };
    },
  });
}

type Reader = (text: string, signal: AbortSignal) => Promise<ClauseSymbols[]>;

async function readerFor(config: PiperConfig): Promise<Reader> {
  const { language } = config;
  if (config.espeakVoice === undefined) {
    return (text) => Promise.resolve(symbolsOfLetters(readableLines(text, language), config));
  }
  const espeak = await EspeakPhonemes.open({ voice: config.espeakVoice }, AbortSignal.timeout(startTimeoutMs));
  return async (text, signal) => {
    const lines = await espeak.clausesOf(speakableLines(text, language), signal);
    return symbolsOfPhonemes(lines.flat(), config);
  };
}

async function findVoice(folder: string): Promise<string> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw stsError('MODEL_UNAVAILABLE', `the folder ${folder} cannot be read`, { source: folder, cause });
  });
  const name = names.sort().find((each) => each.endsWith('.onnx') && names.includes(`${each}.json`));
  if (name !== undefined) return join(folder, name);
  throw stsError('MODEL_UNAVAILABLE', `${folder} has no NAME.onnx with a NAME.onnx.json`, { source: folder });
}

function speakerNames({ speakers, speakerCount }: PiperConfig): string[] {
  if (speakerCount <= 1) return [];
  return speakers.size > 0 ? [...speakers.keys()] : Array.from({ length: speakerCount }, (_, id) => String(id));
}

function speakerOf({ speakers, defaultSpeaker }: PiperConfig, voice: string | undefined): number {
  if (voice === undefined) return defaultSpeaker;
  return speakers.get(voice) ?? Number(voice);
}
