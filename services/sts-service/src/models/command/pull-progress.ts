import type { PullProgress } from '../pull/pull-model.js';
import { inMegabytes } from './megabytes.js';
import type { Terminal } from './terminal.js';

const ttyEveryMs = 100;
const plainEveryMs = 10_000;
const sampleMs = 5000;

/** How far a pull is: on a terminal one line that is written over, elsewhere a line every ten seconds. */
export class PullProgressLine {
  readonly #name: string;
  readonly #terminal: Terminal;
  readonly #now: () => number;
  /** Points in time and the bytes that were there, the newest last, for the rate. */
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];
  #shownMs: number;
  #isOpen = false;

  constructor(name: string, terminal: Terminal, now: () => number = () => performance.now()) {
    this.#name = name;
    this.#terminal = terminal;
    this.#now = now;
    this.#shownMs = terminal.isTty ? -Infinity : now();
  }

  show(progress: PullProgress): void {
    const atMs = this.#now();
    if (atMs - this.#shownMs < (this.#terminal.isTty ? ttyEveryMs : plainEveryMs)) return;
    this.#shownMs = atMs;
    const line = `${this.#name}: ${amount(progress)}${this.#rate(atMs, progress.bytes)}  ${progress.file}`;
    this.#terminal.err(this.#terminal.isTty ? `\r\u001b[K${line}` : `${line}\n`);
    this.#isOpen = this.#terminal.isTty;
  }

  /** Clears the line, so that what follows stands alone. */
  finish(): void {
    if (this.#isOpen) this.#terminal.err('\r\u001b[K');
    this.#isOpen = false;
  }

  #rate(atMs: number, bytes: number): string {
    this.#samples.push({ atMs, bytes });
    while (this.#samples.length > 2 && atMs - (this.#samples[0]?.atMs ?? atMs) > sampleMs) this.#samples.shift();
    const first = this.#samples[0];
    if (first === undefined || atMs <= first.atMs || bytes < first.bytes) return '';
    return `, ${((bytes - first.bytes) / (atMs - first.atMs) / 1000).toFixed(1)} MB/s`;
  }
}

function amount({ bytes, totalBytes }: PullProgress): string {
  if (totalBytes === undefined) return inMegabytes(bytes);
  const percent = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);
  return `${inMegabytes(bytes)} of ${inMegabytes(totalBytes)} (${percent} %)`;
}
