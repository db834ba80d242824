import { pcmDurationMs } from '@dubbing/common';
import { STS_EVENTS, FragmentProcessed } from '@dubbing/contracts';
import { setTimeout } from 'node:timers/promises';
import { TestClient, fragment } from '../../support/client.js';

/** How long after its receipt a fragment has to be answered. */
export const deadlineMs = 6000;
const healthEveryMs = 50;

export interface Level {
  readonly sessions: number;
  /** Time from sending a fragment to its reply, of each. */
  readonly replyMs: readonly number[];
  readonly fragments: number;
  /** Fragments without a transcript, or with a language that has no dub, by the deadline. */
  readonly missed: number;
  readonly elapsedS: number;
  readonly healthMs: readonly number[];
  /** What a server that does nothing takes to answer at the same time: how busy the machine is. */
  readonly idleMs: readonly number[];
}

/** Sessions that each send a fragment as soon as its speaker has said it, for so many rounds, and health asked all the while. */
export async function measureLevel(
  urls: { readonly service: string; readonly idle: string },
  sessions: number,
  speech: readonly Buffer[],
  rounds: number,
): Promise<Level> {
  const replyMs: number[] = [];
  const healthMs: number[] = [];
  let missed = 0;
  const done = new AbortController();
  const idleMs: number[] = [];
  const health = [ask(`${urls.service}/health/live`, healthMs, done.signal), ask(urls.idle, idleMs, done.signal)];
  const startedAtMs = performance.now();
  const talk = async (session: number): Promise<void> => {
    const client = new TestClient(urls.service);
    await client.open({ streamId: `stream-${session}`, targetLanguages: ['es'] });
    const sent = new Map<string, number>();
    const answers = (async () => {
      for (let round = 0; round < rounds; round += 1) {
        const reply = await client.next(STS_EVENTS.fragmentProcessed, FragmentProcessed);
        replyMs.push(performance.now() - (sent.get(reply.fragmentId) ?? Number.NaN));
        if (reply.status === 'failed' || reply.dubs.some(({ status }) => status === 'failed')) missed += 1;
      }
    })();
    // Speakers do not pause at the same moment.
    await setTimeout(((session % 16) / 16) * 2000);
    for (let round = 0; round < rounds; round += 1) {
      const pcm = speech[(session + round) % speech.length] as Buffer;
      const durationMs = pcmDurationMs(pcm.length, { sampleRateHz: 16_000, channels: 1 });
      await setTimeout(durationMs);
      const endPtsNs = String(Math.round(durationMs * 1e6));
      const slot = { targetMs: durationMs, maxMs: durationMs + 500 };
      sent.set(`f${round}`, performance.now());
      client.send(
        STS_EVENTS.fragmentData,
        fragment(round, { pcm, durationMs, startPtsNs: '0', endPtsNs, slot, deadlineMs }),
      );
    }
    await answers;
    client.close();
  };
  await Promise.all(Array.from({ length: sessions }, (_, session) => talk(session)));
  const elapsedS = (performance.now() - startedAtMs) / 1000;
  done.abort();
  await Promise.all(health);
  return { sessions, replyMs, fragments: sessions * rounds, missed, elapsedS, healthMs, idleMs };
}

async function ask(url: string, tookMs: number[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const askedAtMs = performance.now();
    await (await fetch(url)).arrayBuffer();
    tookMs.push(performance.now() - askedAtMs);
    await setTimeout(healthEveryMs);
  }
}
