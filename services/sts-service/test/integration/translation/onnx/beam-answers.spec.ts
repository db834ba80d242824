import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readGenerationSettings } from '../../../../src/decoding/generation-settings.js';
import { beamSearch } from '../../../../src/decoding/beam-search.js';
import { usualProcessors } from '../../../../src/decoding/usual-processors.js';
import { closeDecoder, openDecoder, type DecoderGraphs } from '../../../../src/onnx/decoder-graphs.js';
import { Graph } from '../../../../src/onnx/graph.js';
import { MergedDecoder } from '../../../../src/onnx/merged-decoder.js';
import { findGraphFile, readModelJson } from '../../../../src/onnx/model-files.js';
import { longTensor, onesTensor } from '../../../../src/onnx/tensors.js';
import { testModels } from '../../../support/test-models.js';

interface Question {
  readonly model: string;
  readonly tokens: readonly number[];
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly answers: readonly { readonly tokens: readonly number[]; readonly score: number }[];
}

/** What the generator of the small models wrote beside them, made with torch; with its best answer alone. */
interface Reference {
  readonly source: readonly number[];
  readonly beams: number;
  readonly lengthPenalty: number;
  readonly earlyStopping: boolean;
  readonly forcedFirst?: number;
  /** Start and end token included. */
  readonly tokens: readonly number[];
  readonly score?: number;
}

const questions = JSON.parse(readFileSync(`${testModels}beam_answers.json`, 'utf8')) as Question[];

/** Graphs of the models that were asked already. */
const open = new Map<string, { encoder: Graph; graphs: DecoderGraphs }>();

async function opened(folder: string) {
  const common = { provider: 'cpu', threads: 1 } as const;
  const encoder = await Graph.open({
    ...common,
    file: await findGraphFile(folder, 'encoder_model'),
    inputs: ['input_ids', 'attention_mask'],
    outputs: ['last_hidden_state'],
  });
  const file = await findGraphFile(folder, 'decoder_model_merged');
  const graphs = await openDecoder({ ...common, file, inputs: ['input_ids'], outputs: ['logits'] });
  const both = { encoder, graphs };
  open.set(folder, both);
  return both;
}

async function answersTo({ model, tokens, settings: own }: Question) {
  const folder = `${testModels}${model}`;
  const settings = readGenerationSettings(
    await readModelJson(folder, 'config.json'),
    await readModelJson(folder, 'generation_config.json'),
    own,
  );
  const { encoder, graphs } = open.get(folder) ?? (await opened(folder));
  const dims = [1, tokens.length];
  const feeds = { input_ids: longTensor(tokens, dims), attention_mask: onesTensor(dims) };
  const { last_hidden_state: hiddenStates } = await encoder.run(feeds, { last_hidden_state: null });
  if (hiddenStates === undefined) throw new Error('the encoder gave nothing');
  const { maxLength, beams, lengthPenalty, earlyStopping, renormalize, endTokens } = settings;
  const forced = own['forced_bos_token_id'];
  const prompt = [settings.decoderStartToken, ...(typeof forced === 'number' ? [forced] : [])];
  const processors = usualProcessors(settings, maxLength, 1);
  const signal = new AbortController().signal;
  const options = { prompt, endTokens, maxLength, processors, signal, beams, lengthPenalty, earlyStopping };
  const decoder = new MergedDecoder({ ...graphs, source: { hiddenStates } });
  const answers = await beamSearch(decoder, { ...options, renormalize });
  return answers.map((answer) => ({ ...answer, tokens: [...prompt.slice(1), ...answer.tokens] }));
}

describe('beam search, beside that of the models’ own library in Python', () => {
  after(async () => {
    for (const { encoder, graphs } of open.values()) await Promise.all([encoder.close(), closeDecoder(graphs)]);
    open.clear();
  });

  for (const question of questions) {
    it(`answers the same on ${question.model} with ${JSON.stringify(question.settings)}`, async () => {
      const answers = await answersTo(question);
      expect(answers.map(({ tokens }) => tokens)).to.deep.equal(question.answers.map(({ tokens }) => tokens));
      for (const [rank, { score }] of answers.entries()) {
        expect(score).to.be.closeTo(question.answers[rank]?.score ?? NaN, 1e-3);
      }
    });
  }

  for (const model of ['marian-random', 'marian-pair-random', 'm2m100-random', 'nllb-random']) {
    it(`finds what the generator of ${model} found before the model was exported`, async () => {
      const references = JSON.parse(readFileSync(`${testModels}${model}/reference.json`, 'utf8')) as Reference[];
      for (const { source, beams, lengthPenalty, earlyStopping, forcedFirst, ...reference } of references) {
        const settings = {
          num_beams: beams,
          length_penalty: lengthPenalty,
          early_stopping: earlyStopping,
          max_length: 64,
          ...(forcedFirst !== undefined && { forced_bos_token_id: forcedFirst }),
        };
        const [best] = await answersTo({ model, tokens: source, settings, answers: [] });
        expect(best?.tokens).to.deep.equal(reference.tokens.slice(1, -1));
        if (reference.score !== undefined) expect(best?.score).to.be.closeTo(reference.score, 1e-3);
      }
    }).timeout(20_000);
  }
});
