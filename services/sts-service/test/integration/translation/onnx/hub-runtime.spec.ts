import { Tensor, type TranslationPipeline } from '@huggingface/transformers';
import { expect } from 'chai';
import { openTokenizer } from '../../../../src/text/tokenizer.js';
import { openTranslator } from '../../../../src/translation/onnx/open-translator.js';
import type { NeuralTranslator } from '../../../../src/translation/onnx/translator.js';
import { openHubTranslation } from '../../../support/hub-runtime.js';
import { testModels } from '../../../support/test-models.js';

interface Case {
  readonly model: string;
  readonly from: string;
  readonly to: string;
  /** Tokens around those of the text, and the one that the decoder begins with. */
  readonly before: readonly string[];
  readonly forced?: string;
}

const cases: readonly Case[] = [
  { model: 'marian-pair-random', from: 'en', to: 'es', before: [] },
  { model: 'marian-random', from: 'en', to: 'es', before: ['>>es<<'] },
  { model: 'marian-random', from: 'en', to: 'pt-BR', before: ['>>pt_br<<'] },
  { model: 'm2m100-random', from: 'en', to: 'ca', before: ['__en__'], forced: '__ca__' },
  { model: 'nllb-random', from: 'en-US', to: 'es', before: ['eng_Latn'], forced: 'spa_Latn' },
];

const texts = [
  'The minister said that the new bridge will be open before the summer.',
  'Thank you for watching, and have a very good night.',
  'There are 22 players, 3 referees and 41,000 people in the stadium.',
  "I don't know what they're waiting for; it's time to play!",
  'Привет, 你好: mixed scripts ½ ﬁ — café',
];

/**
 * The answer of the hub's runtime to the same tokens. Its text pipeline is not asked, since it puts
 * an empty piece in front of Marian's language token, which the models' own library does not.
 */
async function answerOf(theirs: TranslationPipeline, text: string, { before, forced }: Case): Promise<string> {
  const { tokenizer, model } = theirs;
  const idOf = (token: string) => tokenizer.convert_tokens_to_ids([token])[0] ?? -1;
  const body = tokenizer.encode(text, { add_special_tokens: false });
  const tokens = [...before.map(idOf), ...body, idOf('</s>')].map(BigInt);
  const input = new Tensor('int64', BigInt64Array.from(tokens), [1, tokens.length]);
  const attention = new Tensor('int64', new BigInt64Array(tokens.length).fill(1n), [1, tokens.length]);
  const output = await model.generate({
    inputs: input,
    attention_mask: attention,
    num_beams: 1,
    max_new_tokens: 120,
    ...(forced !== undefined && { forced_bos_token_id: idOf(forced) }),
  });
  return tokenizer.batch_decode(output as Tensor, { skip_special_tokens: true })[0]?.trim() ?? '';
}

describe('translation, beside @huggingface/transformers', () => {
  for (const each of cases) {
    const { model, from, to } = each;
    describe(`${model} from ${from} to ${to}`, () => {
      let ours: NeuralTranslator;
      let theirs: TranslationPipeline;
      const signal = new AbortController().signal;

      before(async function () {
        this.timeout(20_000);
        ours = await openTranslator({ folder: `${testModels}${model}`, provider: 'cpu', threads: 1, beams: 1 });
        theirs = await openHubTranslation(model);
      });

      after(async () => {
        await ours.close();
        await theirs.dispose();
      });

      it('gives the same text, one beam', async () => {
        for (const text of texts) {
          const expected = await answerOf(theirs, text, each);
          const { text: translated, confidence } = await ours.translate(text, { from, to, signal });
          expect(translated, text).to.equal(expected);
          expect(confidence).to.be.within(0, 1);
        }
      });

      it('cuts texts into the same tokens', async () => {
        const tokenizer = await openTokenizer(`${testModels}${model}`);
        for (const text of texts) expect(tokenizer.encode(text), text).to.deep.equal(theirs.tokenizer.encode(text));
      });
    });
  }
});
