/** One timer that can be set again and again; only the last setting counts. */
export class Expiry {
  #timer: NodeJS.Timeout | undefined;

  set(delayMs: number, expire: () => void): void {
    this.clear();
    this.#timer = setTimeout(expire, delayMs);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
