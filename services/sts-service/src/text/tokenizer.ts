import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { stsError } from '../errors.js';
import { readModelJson, requireModelJson } from '../onnx/model-files.js';

/** What is used of the hub's tokenizer. Its own types do not resolve by Node's rules for modules. */
interface HubTokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: number[] };
  decode(tokens: readonly number[], options: { skip_special_tokens: boolean }): string;
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  get_added_tokens_decoder(): ReadonlyMap<number, { readonly id: number; readonly special: boolean }>;
  get_vocab(): ReadonlyMap<string, number>;
}

const hubTokenizer: unknown = Tokenizer;
const HubTokenizer = hubTokenizer as new (json: object, config: object) => HubTokenizer;

export interface EncodeOptions {
  /** Whether the tokenizer's template (beginning and end of a sentence) is put around. Default true. */
  readonly specialTokens?: boolean;
}

/** Text to the model's numbers and back, as the model's own tokenizer.json says. */
export class TextTokenizer {
  readonly #tokenizer: HubTokenizer;
  readonly #special: ReadonlySet<number>;
  readonly #file: string;
  /** What tokenizer_config.json says, for the names of special tokens. */
  readonly config: Readonly<Record<string, unknown>>;

  constructor(tokenizer: HubTokenizer, config: Readonly<Record<string, unknown>>, file: string) {
    this.#tokenizer = tokenizer;
    this.config = config;
    this.#file = file;
    const added = [...tokenizer.get_added_tokens_decoder().values()];
    this.#special = new Set(added.filter((token) => token.special).map((token) => token.id));
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: options.specialTokens ?? true }).ids;
  }

  /** Special tokens are left out. */
  decode(tokens: readonly number[]): string {
    const spoken = tokens.filter((token) => !this.#special.has(token));
    return spoken.length === 0 ? '' : this.#tokenizer.decode(spoken, { skip_special_tokens: true });
  }

  /** The number of a token, such as `<|en|>`. */
  idOf(token: string): number | undefined {
    return this.#tokenizer.token_to_id(token);
  }

  tokenOf(id: number): string | undefined {
    return this.#tokenizer.id_to_token(id);
  }

  /** @throws DubbingError MODEL_INCOMPATIBLE when the model has no such token. */
  requireId(token: string): number {
    const id = this.idOf(token);
    if (id !== undefined) return id;
    throw stsError('MODEL_INCOMPATIBLE', `the tokenizer ${this.#file} has no token ${token}`, { source: this.#file });
  }

  isSpecial(id: number): boolean {
    return this.#special.has(id);
  }

  /** Every token with its number, added ones included. */
  vocabulary(): ReadonlyMap<string, number> {
    return this.#tokenizer.get_vocab();
  }
}

/**
 * Reads tokenizer.json and tokenizer_config.json of a model folder.
 * @throws DubbingError MODEL_UNAVAILABLE when tokenizer.json is missing or no JSON; MODEL_INCOMPATIBLE
 * when it is of a kind that cannot be read.
 */
export async function openTokenizer(folder: string): Promise<TextTokenizer> {
  const file = join(folder, 'tokenizer.json');
  const json = await requireModelJson(folder, 'tokenizer.json');
  const config = (await readModelJson(folder, 'tokenizer_config.json')) ?? {};
  try {
    return new TextTokenizer(new HubTokenizer(json, config), config, file);
  } catch (cause) {
    throw stsError('MODEL_INCOMPATIBLE', `the tokenizer ${file} cannot be used`, { source: file, cause });
  }
}
