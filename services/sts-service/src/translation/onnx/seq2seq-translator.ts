import { stsError } from '../../errors.js';
import type { Hypothesis } from '../../decoding/search.js';
import type { TextTokenizer } from '../../text/tokenizer.js';
import { bestThatFits, lengthOf, shortest, type Wording } from './fit-length.js';
import { termsIn } from './glossary.js';
import type { LanguageRoute, LanguageScheme } from './language-scheme.js';
import { hasWords, withoutPictographs } from './pictographs.js';
import { withTerms } from './restore-terms.js';
import type { Seq2SeqModel } from './seq2seq-model.js';
import { piecesOf, sentencesOf } from './split-text.js';
import { TargetWords, writesWithoutSpaces } from './target-words.js';
import type { NeuralTranslation, NeuralTranslator, TranslateOptions } from './translator.js';

/** The exponent of the length when shorter wordings are wanted: a sum that is not divided punishes each more word. */
const shortPenalty = 0;

/** Beams of that second search. */
const shortBeams = 6;

interface Candidate extends Wording {
  readonly hypothesis: Hypothesis;
}

/** Translation by an encoder and a decoder, sentence by sentence, which is what the models have learned. */
export class Seq2SeqTranslator implements NeuralTranslator {
  readonly #model: Seq2SeqModel;
  readonly #tokenizer: TextTokenizer;
  readonly #scheme: LanguageScheme;
  readonly #words: TargetWords;

  constructor(model: Seq2SeqModel, tokenizer: TextTokenizer, scheme: LanguageScheme) {
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#scheme = scheme;
    this.#words = new TargetWords(tokenizer);
  }

  get provider() {
    return this.#model.graph.provider;
  }

  get fallbackReason() {
    return this.#model.graph.fallbackReason;
  }

  supports(from: string, to: string): boolean {
    return this.#scheme.route(from, to) !== undefined;
  }

  async translate(text: string, options: TranslateOptions): Promise<NeuralTranslation> {
    const { from, to } = options;
    const route = this.#scheme.route(from, to);
    if (route === undefined) {
      throw stsError('LANGUAGE_PAIR_UNSUPPORTED', `the model does not translate from ${from} to ${to}`);
    }
    const parts: string[] = [];
    let logProbability = 0;
    let chosen = 0;
    for (const sentence of sentencesOf(text, from)) {
      const bare = withoutPictographs(sentence);
      if (!hasWords(bare.text)) {
        parts.push(sentence);
        continue;
      }
      for (const piece of this.#piecesOf(bare.text, from, route)) {
        const best = await this.#translatePiece(piece, route, options);
        parts.push(best.text);
        logProbability += best.hypothesis.logProbability;
        chosen += best.hypothesis.tokens.length + (best.hypothesis.ended ? 1 : 0);
      }
      parts.push(bare.pictographs);
    }
    const joined = parts.filter((part) => part !== '').join(writesWithoutSpaces(to) ? '' : ' ');
    return { text: joined, ...(chosen > 0 && { confidence: Math.exp(logProbability / chosen) }) };
  }

  close(): Promise<void> {
    return this.#model.close();
  }

  #piecesOf(sentence: string, language: string, route: LanguageRoute): string[] {
    const room = this.#model.maxSourceTokens - route.before.length - route.after.length;
    const tokensOf = (text: string) => this.#tokenizer.encode(text, { specialTokens: false }).length;
    const pieces = piecesOf(sentence, language, (text) => tokensOf(text) <= room);
    const tooLong = pieces.find((piece) => tokensOf(piece) > room);
    if (tooLong === undefined) return pieces;
    const message = `"${tooLong.slice(0, 40)}…" has ${tokensOf(tooLong)} pieces and no place to split; the model takes ${room}`;
    throw stsError('TEXT_TOO_LONG', message);
  }

  async #translatePiece(text: string, route: LanguageRoute, options: TranslateOptions): Promise<Candidate> {
    const { glossary, maxLengthRatio, signal, to } = options;
    const terms = glossary === undefined ? [] : termsIn(text, glossary);
    const constraints = terms.map((term) => this.#words.piecesOf(term, to));
    const tokens = [...route.before, ...this.#tokenizer.encode(text, { specialTokens: false }), ...route.after];
    const { continuesWord } = this.#words;
    const ask = async (more: { readonly lengthPenalty?: number; readonly beams?: number }) => {
      const { forced } = route;
      const search = { forced, constraints, continuesWord, signal, ...more };
      const hypotheses = await this.#model.generate(tokens, search);
      return hypotheses.map((hypothesis) => this.#worded(hypothesis, terms, constraints));
    };
    const usual = await ask({});
    const best = usual[0];
    if (best === undefined) throw stsError('ENGINE_FAILED', `the model found no translation of "${text.slice(0, 40)}"`);
    if (maxLengthRatio === undefined) return best;
    const most = Math.floor(lengthOf(text) * maxLengthRatio);
    const fitting = bestThatFits(usual, most);
    if (fitting !== undefined) return fitting;
    const short = await ask({ lengthPenalty: shortPenalty, beams: shortBeams });
    return bestThatFits(short, most) ?? shortest([...usual, ...short]) ?? best;
  }

  #worded(hypothesis: Hypothesis, terms: readonly string[], constraints: readonly (readonly number[])[]): Candidate {
    const decode = (tokens: readonly number[]) => this.#tokenizer.decode(tokens).trim();
    const text = withTerms(hypothesis.tokens, terms, constraints, decode);
    return { text, score: hypothesis.score, ended: hypothesis.ended, hypothesis };
  }
}
