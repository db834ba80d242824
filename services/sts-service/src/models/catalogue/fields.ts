/** Reads the fields of a JSON object and collects every fault with its dotted path. */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #faults: string[];
  readonly #seen = new Set<string>();

  constructor(value: unknown, path: string, faults: string[]) {
    this.#path = path;
    this.#faults = faults;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#value = isObject ? (value as Record<string, unknown>) : {};
    if (!isObject) this.#faults.push(`${path === '' ? 'the file' : path} must be an object`);
  }

  fault(name: string, message: string): void {
    this.#faults.push(`${this.at(name)} ${message}`);
  }

  at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  take(name: string): unknown {
    this.#seen.add(name);
    return this.#value[name];
  }

  has(name: string): boolean {
    return this.#value[name] !== undefined;
  }

  text(name: string, pattern: RegExp, expected: string): string {
    const value = this.take(name);
    if (typeof value === 'string' && pattern.test(value)) return value;
    this.fault(name, `must be ${expected}`);
    return '';
  }

  optionalText(name: string, pattern: RegExp, expected: string): string | undefined {
    return this.has(name) ? this.text(name, pattern, expected) : undefined;
  }

  optionalNumber(name: string): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.take(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    this.fault(name, 'must be a whole number');
    return undefined;
  }

  boolean(name: string): boolean {
    if (!this.has(name)) return false;
    const value = this.take(name);
    if (typeof value !== 'boolean') this.fault(name, 'must be true or false');
    return value === true;
  }

  list(name: string): readonly unknown[] {
    const value = this.take(name);
    if (Array.isArray(value) && value.length > 0) return value;
    this.fault(name, 'must be a list that is not empty');
    return [];
  }

  /** A misspelt field would otherwise be a wish that nobody hears. */
  nothingElse(): void {
    for (const name of Object.keys(this.#value)) if (!this.#seen.has(name)) this.fault(name, 'is not known');
  }
}
