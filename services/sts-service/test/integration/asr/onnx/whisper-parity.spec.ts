import { join } from 'node:path';
import {
  AutoProcessor,
  env,
  WhisperForConditionalGeneration,
  type Processor,
  type Tensor,
} from '@huggingface/transformers';
import { expect } from 'chai';
import { alignTokens } from '../../../../src/asr/onnx/whisper/align-words.js';
import { whisperPrompt } from '../../../../src/asr/onnx/whisper/prompt.js';
import { transcribe } from '../../../../src/asr/onnx/whisper/transcribe.js';
import { WhisperModel } from '../../../../src/asr/onnx/whisper/whisper-model.js';
import { floatsOf } from '../../../../src/onnx/tensors.js';
import { sweep } from '../../../support/sweep.js';
import { testModels } from '../../../support/test-models.js';
import { tone } from '../../../support/tone.js';

const mostTokens = 60;

const sounds: Readonly<Record<string, Float32Array>> = {
  'a short sweep': sweep(1),
  'a sweep': sweep(5),
  'a full window': sweep(30),
  'a tone': tone(440, 3000, 16_000),
  silence: new Float32Array(16_000),
};

/** Of multilingual models, which is asked for Spanish, and of English ones, which must not be asked. */
const models = [
  { name: 'whisper-tiny-random', language: 'es', theirs: { language: 'es', task: 'transcribe' } },
  { name: 'whisper-tiny-en-random', language: 'en', theirs: {} },
];

async function ourTokens(model: WhisperModel, samples: Float32Array, language: string, timestamps: boolean) {
  const { spec, tokenizer } = model;
  const decoder = model.listenTo(await model.encode(samples));
  const prompt = whisperPrompt({ spec, tokenizer, language, timestamps });
  const answer = await transcribe(decoder, {
    spec,
    prompt,
    timestamps,
    mostTokens,
    beams: 1,
    temperature: 0,
    random: Math.random,
    signal: new AbortController().signal,
  });
  return { prompt, tokens: [...answer.tokens, ...(answer.ended ? [spec.tokens.end] : [])] };
}

describe('Whisper beside @huggingface/transformers', function () {
  this.timeout(60_000);

  for (const { name, language, theirs } of models) {
    describe(name, () => {
      let ours: WhisperModel;
      let hub: WhisperForConditionalGeneration;
      let processor: Processor;
      before(async () => {
        env.allowRemoteModels = false;
        env.localModelPath = testModels;
        ours = await WhisperModel.open({ folder: join(testModels, name), provider: 'cpu', threads: 1 });
        hub = (await WhisperForConditionalGeneration.from_pretrained(name, { dtype: 'fp32' })) as typeof hub;
        processor = await AutoProcessor.from_pretrained(name);
      });
      after(() => Promise.all([ours.close(), hub.dispose()]));

      for (const [title, samples] of Object.entries(sounds)) {
        it(`says the same of ${title}, token by token`, async () => {
          const { input_features: inputs } = (await processor(samples)) as { input_features: Tensor };
          const options = { inputs, max_new_tokens: mostTokens, ...theirs };
          const [reference = []] = ((await hub.generate(options as never)) as Tensor).tolist() as bigint[][];
          const { prompt, tokens } = await ourTokens(ours, samples, language, false);
          expect([...prompt.tokens, ...tokens]).to.deep.equal(reference.map(Number));
          const text = processor.tokenizer?.decode(reference, { skip_special_tokens: true });
          expect(ours.tokenizer.decode(tokens)).to.equal(text);
        });
      }
    });
  }
});

/**
 * Figures of the Python library transformers 4.57.6 (its logits processors over these ONNX graphs, and
 * its time warping), whose rules for times are those of the original; the JavaScript library's are not complete.
 */
const withTimes = [
  {
    durationS: 1,
    tokens: '595 468 319 16 297 319 408 297 1324 2071 348 392 468 348 270 75 285 270 297 263 471 297 480',
    columns: '0 0 0 0 47 47 47 47 47 47 47 47 47 47 49 49 49 49 49 49',
  },
  {
    durationS: 5,
    tokens: '595 468 319 16 297 319 408 297 1324 2071 348 392 468 348 270 75 285 270 297 263 471 297 480',
    columns: '0 0 0 0 145 145 149 155 155 155 155 155 187 187 214 215 215 215 249 249',
  },
  {
    durationS: 30,
    tokens:
      '595 468 319 16 297 319 408 297 1324 2071 348 392 468 348 270 75 285 270 297 263 471 297 266 346 319 453 88 432 266 297 480',
    columns:
      '0 0 0 0 230 230 230 248 255 353 353 409 409 442 511 511 511 511 547 728 801 815 907 964 1433 1475 1480 1481',
  },
];

describe('Whisper with times beside the Python library', function () {
  this.timeout(60_000);
  let model: WhisperModel;
  before(async () => {
    model = await WhisperModel.open({ folder: join(testModels, 'whisper-tiny-random'), provider: 'cpu', threads: 1 });
  });
  after(() => model.close());

  for (const { durationS, tokens, columns } of withTimes) {
    it(`takes the same times and words of a sweep of ${durationS} s`, async () => {
      const answer = await ourTokens(model, sweep(durationS), 'es', true);
      expect(answer.tokens.join(' ')).to.equal(tokens);
    });

    it(`places the words of a sweep of ${durationS} s at the same times`, async () => {
      const { spec, attentionOutputs } = model;
      const words = tokens
        .split(' ')
        .map(Number)
        .filter((token) => token < spec.tokens.end);
      const head = [spec.tokens.start, spec.tokens.languages.get('es') ?? 0, spec.tokens.transcribe ?? 0];
      const all = [...head, spec.tokens.noTimestamps, ...words, spec.tokens.end];
      const decoder = model.listenTo(await model.encode(sweep(durationS)), attentionOutputs);
      await decoder.step(all, 1);
      const attention = decoder.lastOutputs['cross_attentions.1'];
      if (attention === undefined) throw new Error('the graph gave no attention');
      const [, , rows = 0, width = 0] = attention.dims;
      const heads = [0, 1].map((head) => ({
        data: floatsOf(attention).subarray(head * rows * width, (head + 1) * rows * width),
        rows,
        columns: width,
      }));
      const starts = alignTokens(heads, { from: head.length, to: all.length - 1 }, Math.ceil(durationS / 0.02), 7);
      expect(starts.join(' ')).to.equal(columns);
    });
  }
});
