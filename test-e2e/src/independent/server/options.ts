export interface ServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly languages: readonly string[];
  readonly maxInFlight: number;
  readonly maxFragmentMs: number;
  readonly resumeWindowMs: number;
  readonly idleTimeoutMs: number;
  readonly maxSessions: number;
  readonly shutdownGraceMs: number;
  readonly oneShotMaxBytes: number;
  readonly oneShotMaxMs: number;
  /** Time that hearing takes, beside a fiftieth of the sound. */
  readonly hearingMs: number;
}

export const usualOptions: ServerOptions = {
  port: 0,
  languages: ['en', 'es', 'ca', 'fr', 'de', 'it', 'pt', 'nl'],
  maxInFlight: 4,
  maxFragmentMs: 15_000,
  resumeWindowMs: 30_000,
  idleTimeoutMs: 3_600_000,
  maxSessions: 32,
  shutdownGraceMs: 10_000,
  oneShotMaxBytes: 16_777_216,
  oneShotMaxMs: 60_000,
  hearingMs: 40,
};
