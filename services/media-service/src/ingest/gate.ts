/** Lets every track through, or holds all of them: back-pressure for inputs that can be read faster than they play. */
export class Gate {
  #opened: Promise<void> | undefined;
  #open: (() => void) | undefined;

  close(): void {
    this.#opened ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open?.();
    this.#opened = undefined;
    this.#open = undefined;
  }

  /** Undefined while open, so that the usual case costs no promise. */
  get held(): Promise<void> | undefined {
    return this.#opened;
  }
}
