/** At most so often, in milliseconds. */
const everyMs = 2000;

/** Tells how much physical memory this process has. Work is what changes it, so it is looked at after work only. */
export class MemoryReport {
  readonly #report: (bytes: number) => void;
  #toldAtMs = -Infinity;

  constructor(report: (bytes: number) => void) {
    this.#report = report;
  }

  tell(): void {
    this.#toldAtMs = performance.now();
    this.#report(process.memoryUsage.rss());
  }

  tellAfterWork(): void {
    if (performance.now() - this.#toldAtMs >= everyMs) this.tell();
  }
}
