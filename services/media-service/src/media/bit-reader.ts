/** Reads the bit syntax of H.264 (7.2, 9.1), H.265 (7.2, 9.2) and MPEG-4 audio. Past the end it reads zeros, as a truncated set would otherwise loop. */
export class BitReader {
  readonly #bytes: Buffer;
  #bit = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Bits that were read. */
  get position(): number {
    return this.#bit;
  }

  get exhausted(): boolean {
    return this.#bit > this.#bytes.length * 8;
  }

  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      const byte = this.#bytes[this.#bit >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#bit & 7))) & 1);
      this.#bit += 1;
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** ue(v): unsigned Exp-Golomb. */
  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && !this.exhausted && !this.flag()) zeros += 1;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v): signed Exp-Golomb. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}
