/** The tokens of one row, prompt included, in memory that is made once. */
export class TokenSequence {
  readonly ids: Int32Array;
  /** How many of the first tokens were given and not chosen. */
  readonly promptLength: number;
  length: number;

  constructor(prompt: readonly number[], capacity: number) {
    this.ids = new Int32Array(Math.max(capacity, prompt.length));
    this.ids.set(prompt);
    this.promptLength = prompt.length;
    this.length = prompt.length;
  }

  get last(): number {
    return this.ids[this.length - 1] ?? -1;
  }

  push(token: number): void {
    this.ids[this.length] = token;
    this.length += 1;
  }

  /** Becomes equal to another sequence of the same prompt and capacity. */
  copyFrom(other: TokenSequence): void {
    this.ids.set(other.ids.subarray(0, other.length));
    this.length = other.length;
  }

  /** What was chosen after the prompt. */
  chosen(): number[] {
    return [...this.ids.subarray(this.promptLength, this.length)];
  }
}
