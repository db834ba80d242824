import { stsError } from '../../errors.js';

/** Reads what a model's JSON file says, and names the file when it is not as it should be. */
export class ModelFields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #file: string;

  constructor(values: Readonly<Record<string, unknown>>, file: string) {
    this.#values = values;
    this.#file = file;
  }

  /** @throws DubbingError MODEL_INCOMPATIBLE unless it is one of these. */
  requireOneOf(name: string, allowed: readonly string[]): string {
    const value = this.#values[name];
    if (typeof value === 'string' && allowed.includes(value)) return value;
    throw this.#wrong(name, `one of ${allowed.join(', ')}`);
  }

  /** A whole number of at least one. @throws DubbingError MODEL_INCOMPATIBLE */
  count(name: string, byDefault?: number): number {
    const value = this.#values[name] ?? byDefault;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    throw this.#wrong(name, 'a number');
  }

  /** Token numbers; none where nothing is said. A single number counts as a list. @throws DubbingError MODEL_INCOMPATIBLE */
  tokens(name: string): number[] {
    const value = this.#values[name] ?? [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.every((item) => typeof item === 'number')) return list;
    throw this.#wrong(name, 'a list of numbers');
  }

  /** Rows of numbers; undefined where nothing is said. @throws DubbingError MODEL_INCOMPATIBLE */
  rows(name: string): number[][] | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    const isRow = (row: unknown): row is number[] =>
      Array.isArray(row) && row.every((item) => typeof item === 'number');
    if (Array.isArray(value) && value.every((row) => isRow(row))) return value;
    throw this.#wrong(name, 'rows of numbers');
  }

  #wrong(name: string, expected: string) {
    const found = JSON.stringify(this.#values[name]) ?? 'nothing';
    return stsError('MODEL_INCOMPATIBLE', `${this.#file}: ${name} is ${found.slice(0, 60)} instead of ${expected}`, {
      source: this.#file,
    });
  }
}
