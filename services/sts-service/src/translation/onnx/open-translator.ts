import { stsError } from '../../errors.js';
import { requireModelJson } from '../../onnx/model-files.js';
import { openTokenizer, type TextTokenizer } from '../../text/tokenizer.js';
import type { LanguageScheme } from './language-scheme.js';
import { manyToManyScheme } from './many-to-many.js';
import { marianScheme } from './marian.js';
import { Seq2SeqModel } from './seq2seq-model.js';
import { Seq2SeqTranslator } from './seq2seq-translator.js';
import type { NeuralTranslator, OpenTranslatorOptions } from './translator.js';

/**
 * Opens a translation model as the hub lays it out: config.json, tokenizer.json and
 * onnx/encoder_model.onnx with onnx/decoder_model_merged.onnx. Marian, M2M100 and NLLB.
 * @throws DubbingError MODEL_UNAVAILABLE, MODEL_INCOMPATIBLE
 */
export async function openTranslator(options: OpenTranslatorOptions): Promise<NeuralTranslator> {
  const config = await requireModelJson(options.folder, 'config.json');
  const type = config['model_type'];
  if (type !== 'marian' && type !== 'm2m_100') {
    throw stsError('MODEL_INCOMPATIBLE', `${options.folder} is no translation model, but of type ${String(type)}`, {
      source: options.folder,
    });
  }
  const tokenizer = await openTokenizer(options.folder);
  const model = await Seq2SeqModel.open(options, config);
  return new Seq2SeqTranslator(model, tokenizer, schemeOf(type, tokenizer, options.folder, model));
}

function schemeOf(type: string, tokenizer: TextTokenizer, folder: string, model: Seq2SeqModel): LanguageScheme {
  const endToken = model.settings.endTokens[0] ?? 0;
  if (type === 'marian') return marianScheme(tokenizer, folder, endToken);
  // The template puts the end token first where it stands right behind the text, before the language's.
  const first = tokenizer.encode('').find((token) => tokenizer.isSpecial(token));
  return manyToManyScheme(tokenizer, endToken, first === endToken);
}
