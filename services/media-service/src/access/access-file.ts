import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, describeError, type Logger } from '@dubbing/common';
import { readRules } from './read-rules.js';
import type { AccessRules } from './rules.js';

/** How often the file is looked at. */
const EVERY_MS = 2000;

/**
 * The access file, read again when it changes. A file that cannot be read, or has faults, changes nothing: what was last
 * read stays in force, and the fault is told once.
 */
export class AccessFile {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners: ((rules: AccessRules) => void)[] = [];
  #stamp: string;
  #rules: AccessRules;
  #fault: string | undefined;

  /** @throws ConfigError where there is nothing to fall back on: the file is not there, or has faults */
  constructor(path: string, logger: Logger, everyMs = EVERY_MS) {
    this.#path = resolve(path);
    this.#logger = logger;
    this.#stamp = stampOf(this.#path);
    this.#rules = readRules(this.#path);
    this.#timer = setInterval(() => this.refresh(), everyMs).unref();
  }

  get rules(): AccessRules {
    return this.#rules;
  }

  /** What is wrong with the file as it is now, for people. */
  get fault(): string | undefined {
    return this.#fault;
  }

  onChange(listener: (rules: AccessRules) => void): void {
    this.#listeners.push(listener);
  }

  /** Looks whether the file has changed, and reads it if so. */
  refresh(): void {
    // Before it is read: what is written meanwhile is seen the next time.
    const stamp = stampOf(this.#path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      this.#rules = readRules(this.#path);
    } catch (error) {
      this.#failed(faultsOf(error));
      return;
    }
    this.#fault = undefined;
    this.#logger.info('the access file was read again', { file: this.#path });
    for (const listener of this.#listeners) listener(this.#rules);
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.#timer);
  }

  #failed(fault: string): void {
    if (fault === this.#fault) return;
    this.#fault = fault;
    const message = 'the access file cannot be used; what it said before stays in force until it is mended';
    this.#logger.error(message, { file: this.#path, fault });
  }
}

function faultsOf(error: unknown): string {
  if (!(error instanceof ConfigError)) return describeError(error);
  return error.faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
}

/** What changes whenever the file does: it may be written to, or another may take its place. */
function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? 'absent' : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}
