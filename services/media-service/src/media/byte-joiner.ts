/**
 * Puts a stream of bytes together for who takes it apart: what is left of one piece stands in front of the next one,
 * and is copied only when enough is there to go on with. Pieces that are much smaller than a frame then cost no more
 * than the frame.
 */
export class ByteJoiner {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #needed = 0;

  /** @returns all that is there, or undefined while it is less than what `keep` was told. */
  join(piece: Buffer): Buffer | undefined {
    this.#bytes += piece.length;
    this.#pieces.push(piece);
    if (this.#bytes < this.#needed) return undefined;
    const joined = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#bytes);
    this.clear();
    return joined;
  }

  /** @param rest what could not be used yet @param needed how many bytes there have to be, `rest` included */
  keep(rest: Buffer, needed: number): void {
    this.clear();
    this.#needed = needed;
    if (rest.length === 0) return;
    this.#pieces.push(rest);
    this.#bytes = rest.length;
  }

  clear(): void {
    this.#pieces = [];
    this.#bytes = 0;
    this.#needed = 0;
  }
}
