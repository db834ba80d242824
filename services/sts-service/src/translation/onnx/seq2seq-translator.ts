import { Deferred } from '@dubbing/common';
import { stsError } from '../../errors.js';
import type { Hypothesis } from '../../decoding/search.js';
import type { TextTokenizer } from '../../text/tokenizer.js';
import { termsIn } from '../glossary.js';
import { bestThatFits, lengthOf, shortest, type Wording } from './fit-length.js';
import type { LanguageRoute, LanguageScheme } from './language-scheme.js';
import { hasWords, withoutPictographs } from './pictographs.js';
import { withTerms } from './restore-terms.js';
import type { Seq2SeqModel, SourceText } from './seq2seq-model.js';
import { piecesOf, sentencesOf } from './split-text.js';
import { TargetWords, writesWithoutSpaces } from './target-words.js';
import type { NeuralTranslation, NeuralTranslator, TranslateOptions, TranslateRequest } from './translator.js';

/** The exponent of the length when shorter wordings are wanted: a sum that is not divided punishes each more word. */
const shortPenalty = 0;

/** Beams of that second search. */
const shortBeams = 6;

interface Candidate extends Wording {
  readonly hypothesis: Hypothesis;
}

interface Part {
  readonly text: string;
  /** Whether the model translates it. */
  readonly spoken: boolean;
}

interface Source extends SourceText {
  readonly text: string;
  /** Of the glossary, one per constraint. */
  readonly terms: readonly string[];
}

/** Wordings of each of a request's pieces, best first. */
type Found = readonly (readonly Candidate[])[];
type Ask = (sources: readonly Source[]) => Promise<Found>;

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

  get languages() {
    return this.#scheme.languages;
  }

  supports(from: string, to: string): boolean {
    return this.#scheme.route(from, to) !== undefined;
  }

  translate(text: string, options: TranslateOptions): Promise<NeuralTranslation> {
    return this.translateAll([{ text, ...options }])[0] as Promise<NeuralTranslation>;
  }

  translateAll(requests: readonly TranslateRequest[]): readonly Promise<NeuralTranslation>[] {
    // Each comes as far as to its sources at once; those of all go to the model together.
    const asking: { readonly sources: readonly Source[]; readonly found: Deferred<Found> }[] = [];
    const ask: Ask = (sources) => {
      const found = new Deferred<Found>();
      asking.push({ sources, found });
      return found.promise;
    };
    const translations = requests.map((request) => this.#translate(request, ask));
    const answers = [...this.#ask(asking.flatMap(({ sources }) => sources))];
    for (const { sources, found } of asking) found.resolve(Promise.all(answers.splice(0, sources.length)));
    return translations;
  }

  /** @param ask called before anything is waited for, once. */
  async #translate({ text, ...options }: TranslateRequest, ask: Ask): Promise<NeuralTranslation> {
    const { from, to } = options;
    const route = this.#scheme.route(from, to);
    if (route === undefined) {
      throw stsError('LANGUAGE_PAIR_UNSUPPORTED', `the model does not translate from ${from} to ${to}`);
    }
    const parts = sentencesOf(text, from).flatMap((sentence) => this.#partsOf(sentence, from, route));
    const pieces = parts.filter(({ spoken }) => spoken).map((part) => part.text);
    const sources = pieces.map((piece) => this.#sourceOf(piece, route, options));
    const candidates = await this.#chooseAmong(await ask(sources), sources, options);
    const waiting = [...candidates];
    const joined = parts
      .map((part) => (part.spoken ? (waiting.shift()?.text ?? '') : part.text))
      .filter((part) => part !== '')
      .join(writesWithoutSpaces(to) ? '' : ' ');
    return candidates.length === 0
      ? { text: joined }
      : { text: joined, confidence: meanConfidence(candidates.map(({ hypothesis }) => hypothesis)) };
  }

  close(): Promise<void> {
    return this.#model.close();
  }

  /** What of a sentence is for the model, and what stays as it is. */
  #partsOf(sentence: string, language: string, route: LanguageRoute): Part[] {
    const bare = withoutPictographs(sentence);
    if (!hasWords(bare.text)) return [{ text: sentence, spoken: false }];
    const room = this.#model.maxSourceTokens - route.before.length - route.after.length;
    const tokensOf = (text: string) => this.#tokenizer.encode(text, { specialTokens: false }).length;
    const pieces = piecesOf(bare.text, language, (text) => tokensOf(text) <= room);
    const tooLong = pieces.find((piece) => tokensOf(piece) > room);
    if (tooLong !== undefined) {
      const message = `"${tooLong.slice(0, 40)}…" has ${tokensOf(tooLong)} pieces and no place to split; the model takes ${room}`;
      throw stsError('TEXT_TOO_LONG', message);
    }
    return [...pieces.map((text) => ({ text, spoken: true })), { text: bare.pictographs, spoken: false }];
  }

  /** The wording of each piece. */
  async #chooseAmong(
    found: Found,
    sources: readonly Source[],
    { maxLengthRatio }: TranslateOptions,
  ): Promise<Candidate[]> {
    const chosen: Candidate[] = [];
    for (const [index, candidates] of found.entries()) {
      const source = sources[index];
      const best = candidates[0];
      if (source === undefined || best === undefined) {
        throw stsError('ENGINE_FAILED', `the model found no translation of "${source?.text.slice(0, 40)}"`);
      }
      const most = maxLengthRatio === undefined ? Infinity : Math.floor(lengthOf(source.text) * maxLengthRatio);
      const fitting = most === Infinity ? best : bestThatFits(candidates, most);
      chosen.push(fitting ?? (await this.#shorter(source, candidates, most)) ?? best);
    }
    return chosen;
  }

  /** Searches again, for short wordings. */
  async #shorter(source: Source, usual: readonly Candidate[], most: number): Promise<Candidate | undefined> {
    const [found] = this.#ask([source], { lengthPenalty: shortPenalty, beams: shortBeams });
    const short = (await found) ?? [];
    return bestThatFits(short, most) ?? shortest([...usual, ...short]);
  }

  #sourceOf(text: string, route: LanguageRoute, { glossary, to, signal }: TranslateOptions): Source {
    const terms = glossary === undefined ? [] : termsIn(text, glossary);
    const body = this.#tokenizer.encode(text, { specialTokens: false });
    return {
      text,
      terms,
      tokens: [...route.before, ...body, ...route.after],
      constraints: terms.map((term) => this.#words.piecesOf(term, to)),
      forced: route.forced,
      signal,
    };
  }

  /** Wordings of each text, best first. */
  #ask(
    sources: readonly Source[],
    search: { readonly lengthPenalty?: number; readonly beams?: number } = {},
  ): readonly Promise<readonly Candidate[]>[] {
    const { continuesWord } = this.#words;
    return this.#model.generate(sources, { continuesWord, ...search }).map(async (found, index) => {
      const hypotheses = await found;
      return hypotheses.map((hypothesis) => this.#worded(hypothesis, sources[index]));
    });
  }

  #worded(hypothesis: Hypothesis, source: Source | undefined): Candidate {
    const { terms = [], constraints = [] } = source ?? {};
    const decode = (tokens: readonly number[]) => this.#tokenizer.decode(tokens).trim();
    const text = withTerms(hypothesis.tokens, terms, constraints, decode);
    return { text, score: hypothesis.score, ended: hypothesis.ended, hypothesis };
  }
}

/** Over all tokens of all pieces. */
function meanConfidence(hypotheses: readonly Hypothesis[]): number {
  const sum = hypotheses.reduce((total, { logProbability }) => total + logProbability, 0);
  const tokens = hypotheses.reduce((total, each) => total + each.tokens.length + (each.ended ? 1 : 0), 0);
  return tokens === 0 ? 0 : Math.exp(sum / tokens);
}
