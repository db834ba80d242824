import { availableParallelism } from 'node:os';
import { speak } from '../../support/flite.js';
import { percentile, print } from '../figures.js';
import { deadlineMs, measureLevel, type Level } from './load.js';
import { IdleServer } from './idle-server.js';
import { ServiceProcess } from './service-process.js';

const sentences = [
  'Good evening and welcome to the news.',
  'The government has decided to build a large hospital near the river.',
  'The children can return to their classes next week.',
  'It will be cold at night with some snow in the mountains.',
];

/** Fragments that each session sends at each number of sessions. */
const rounds = 4;
const mostSessions = 256;

/**
 * English into Spanish with the engines that the environment asks for (`STS_MODELS`, `STS_ASR_ENGINE`
 * and so on): the number of sessions is doubled until a deadline is missed, then the point is narrowed down.
 */
export async function benchSessions(): Promise<void> {
  const speech = sentences.map((text) => speak(text));
  const idle = await IdleServer.start();
  const service = await ServiceProcess.start({ STS_MAX_SESSIONS: '1024' });
  try {
    const cores = availableParallelism();
    print(
      `${cores} cores, engines ${service.engines.join(', ')}, deadline ${deadlineMs} ms, ${rounds} fragments a session`,
    );
    print(
      ['sessions', 'fragments/s', 'p50 ms', 'p99 ms', 'missed %', 'health p99 ms', 'idle p99 ms'].map(cell).join(''),
    );
    const urls = { service: service.url, idle: idle.url };
    await measureLevel(urls, 1, speech, 1);
    let served = 0;
    let missing = mostSessions + 1;
    for (let sessions = 1; missing - served > 1 && sessions <= mostSessions;) {
      const level = await measureLevel(urls, sessions, speech, rounds);
      printLevel(level);
      if (level.missed === 0) served = sessions;
      else missing = sessions;
      sessions = missing > mostSessions ? sessions * 2 : Math.floor((served + missing) / 2);
    }
    const end =
      missing > mostSessions ? 'no deadline was missed' : `deadlines begin to be missed at ${missing} sessions`;
    print(`${end}; ${served} sessions are served without`);
  } finally {
    idle.close();
    await service.close();
  }
}

function printLevel({ sessions, replyMs, fragments, missed, elapsedS, healthMs, idleMs }: Level): void {
  const figures = [
    sessions.toString(),
    (fragments / elapsedS).toFixed(2),
    percentile(replyMs, 0.5).toFixed(0),
    percentile(replyMs, 0.99).toFixed(0),
    ((100 * missed) / fragments).toFixed(1),
    percentile(healthMs, 0.99).toFixed(1),
    percentile(idleMs, 0.99).toFixed(1),
  ];
  print(figures.map(cell).join(''));
}

function cell(text: string): string {
  return text.padStart(15);
}
