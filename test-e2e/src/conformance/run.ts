import { setTimeout as delay } from 'node:timers/promises';
import { DubbingError, describeError } from '@dubbing/common';
import { STS_EVENTS } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';
import type { CaseContext, CaseReport, ConformanceCase, Subject } from './case.js';
import { ConformanceClient } from './client.js';
import { Session, initOf, type SessionChanges } from './session.js';
import { SessionWatch } from './session-watch.js';
import { Skipped, Violation, brief } from './violation.js';

const usualTimeoutMs = 30_000;
/** What is under way when a case is done may still be answered, so that no session is left behind. */
const partingMs = 3_000;
const engineLoadingMs = 60_000;

export interface RunOptions {
  readonly subject: Subject;
  readonly cases: readonly ConformanceCase[];
  readonly signal: AbortSignal;
  readonly onReport: (report: CaseReport) => void;
}

/** Tries the cases one after the other. */
export async function runCases({ subject, cases, signal, onReport }: RunOptions): Promise<CaseReport[]> {
  const reports: CaseReport[] = [];
  for (const each of cases) {
    signal.throwIfAborted();
    const report = await runCase(each, subject, signal);
    reports.push(report);
    onReport(report);
  }
  return reports;
}

/**
 * Waits until the server opens a session in these languages.
 * @throws DubbingError SERVER_UNREACHABLE, or SESSION_REFUSED with the server's words
 */
export async function requireServer(subject: Subject, signal: AbortSignal): Promise<void> {
  const untilMs = performance.now() + engineLoadingMs;
  for (;;) {
    const client = new ConformanceClient(subject.url, signal);
    try {
      await client.connected().catch((cause: unknown) => {
        const message = `${subject.url} takes no connection: ${describeError(cause)}`;
        throw new DubbingError(errorCodes.SERVER_UNREACHABLE, message, { source: subject.url, cause });
      });
      client.send(STS_EVENTS.init, initOf(subject));
      const ready = await client.next(STS_EVENTS.ready, '4.1').catch(() => undefined);
      if (ready !== undefined) {
        client.send(STS_EVENTS.end, {});
        await client.next(STS_EVENTS.complete, '10.1', { withinMs: partingMs }).catch(() => undefined);
        return;
      }
      const [refusal] = client.left(STS_EVENTS.error);
      if (refusal?.code !== 'ENGINE_LOADING' || performance.now() > untilMs) {
        const words = refusal === undefined ? 'it does not answer' : brief(refusal);
        const message = `${subject.url} opens no session from ${subject.sourceLanguage} to ${subject.targetLanguages.join(', ')}: ${words}`;
        throw new DubbingError(errorCodes.SESSION_REFUSED, message, { source: subject.url });
      }
    } finally {
      client.close();
    }
    await delay(500, undefined, { signal });
  }
}

async function runCase(tried: ConformanceCase, subject: Subject, signal: AbortSignal): Promise<CaseReport> {
  const { name, section, promise, timeoutMs = usualTimeoutMs } = tried;
  const startedMs = performance.now();
  const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const clients: ConformanceClient[] = [];
  const sessions: Session[] = [];
  const connect = async (): Promise<ConformanceClient> => {
    const client = new ConformanceClient(subject.url, over, subject.waitMs);
    clients.push(client);
    await client.connected();
    return client;
  };
  const context: CaseContext = {
    ...subject,
    signal: over,
    connect,
    open: async (changes: SessionChanges = {}) => {
      const init = initOf(subject, changes);
      const session = new Session(init, await connect(), new SessionWatch(init), connect);
      sessions.push(session);
      return session.open();
    },
  };
  const report = (outcome: CaseReport['outcome'], reason?: string, brokenSection?: string): CaseReport => ({
    name,
    section,
    promise,
    outcome,
    ...(reason !== undefined && { reason }),
    ...(brokenSection !== undefined && brokenSection !== section && { brokenSection }),
    durationMs: Math.round(performance.now() - startedMs),
  });
  try {
    const failure = await tried.run(context).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    await Promise.all(sessions.map(part));
    // What was always promised and did not hold tells more than what a case then waited for in vain.
    const [broken] = [...sessions.flatMap(({ watch }) => watch.violations), ...clients.flatMap(({ faults }) => faults)];
    if (broken !== undefined) return report('failed', broken.message, broken.section);
    if (failure instanceof Violation) return report('failed', failure.message, failure.section);
    if (failure instanceof Skipped) return report('skipped', failure.message);
    if (failure !== undefined && over.aborted && !signal.aborted)
      return report('failed', `not done within ${timeoutMs} ms`);
    if (failure !== undefined && signal.aborted) throw failure;
    if (failure !== undefined) return report('failed', describeError(failure));
    return report('passed');
  } finally {
    for (const client of clients) client.close();
  }
}

/** Ends a session that a case left open: one that is only disconnected stays for its resume window. */
async function part({ client, watch }: Session): Promise<void> {
  if (client.isClosed || watch.isComplete) return;
  client.send(STS_EVENTS.end, { reason: 'the case is over' });
  await client.next(STS_EVENTS.complete, '10.1', { withinMs: partingMs, despiteErrors: true }).catch(() => undefined);
}
