import { logValue } from './log-value.js';
import { isSecretName, redacted } from './redact.js';

/** From the most to the least talkative. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];
export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON object per line: `time`, `level`, `service`, `msg`, then the fields. */
export interface Logger {
  readonly level: LogLevel;
  trace(msg: string, fields?: LogFields): void;
  debug(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
  /** A logger whose every line carries these fields too. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  readonly service: string;
  /** The least level that is written. Default info. */
  readonly level?: LogLevel;
  /** Where lines go, each ending with a line feed. Default the standard output. */
  readonly write?: (line: string) => void;
}

/** Secrets in fields and URLs are left out of every line; see `maskUrl` and `isSecretName`. */
export function createLogger(options: LoggerOptions): Logger {
  const write =
    options.write ??
    ((line: string) => {
      process.stdout.write(line);
    });
  return build(options.service, options.level ?? 'info', write, {});
}

function build(service: string, level: LogLevel, write: (line: string) => void, inherited: LogFields): Logger {
  const least = logLevels.indexOf(level);
  const at = (name: LogLevel) => {
    if (logLevels.indexOf(name) < least) return () => {};
    return (msg: string, fields: LogFields = {}): void => {
      const head = { time: new Date().toISOString(), level: name, service, msg: logValue(msg) };
      // The head stands first for the reader, and again last so that no field can replace it.
      write(`${JSON.stringify({ ...head, ...inherited, ...plain(fields), ...head })}\n`);
    };
  };
  return {
    level,
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => build(service, level, write, { ...inherited, ...plain(fields) }),
  };
}

function plain(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isSecretName(name) ? redacted : logValue(value)]),
  );
}
