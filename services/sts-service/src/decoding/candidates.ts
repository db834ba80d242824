/** The best continuations of all rows of one step, best first, in memory that is made once. */
export class Candidates {
  readonly scores: Float64Array;
  readonly rows: Int32Array;
  readonly tokens: Int32Array;
  length = 0;

  constructor(capacity: number) {
    this.scores = new Float64Array(capacity);
    this.rows = new Int32Array(capacity);
    this.tokens = new Int32Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  /**
   * Looks through a row's scores for ones that are among the best.
   * @param offset what is added to each score of the row.
   */
  addRow(scores: Float32Array, offset: number, row: number): void {
    const capacity = this.scores.length;
    let least = this.length < capacity ? -Infinity : (this.scores[capacity - 1] as number);
    for (let token = 0; token < scores.length; token += 1) {
      const score = (scores[token] as number) + offset;
      // Also false for a forbidden token, whose score is -Infinity.
      if (!(score > least)) continue;
      this.#insert(score, row, token);
      if (this.length === capacity) least = this.scores[capacity - 1] as number;
    }
  }

  #insert(score: number, row: number, token: number): void {
    let at = Math.min(this.length, this.scores.length - 1);
    while (at > 0 && (this.scores[at - 1] as number) < score) {
      this.scores[at] = this.scores[at - 1] as number;
      this.rows[at] = this.rows[at - 1] as number;
      this.tokens[at] = this.tokens[at - 1] as number;
      at -= 1;
    }
    this.scores[at] = score;
    this.rows[at] = row;
    this.tokens[at] = token;
    if (this.length < this.scores.length) this.length += 1;
  }
}
