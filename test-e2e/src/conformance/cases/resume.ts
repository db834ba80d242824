import { setTimeout as delay } from 'node:timers/promises';
import { STS_EVENTS } from '@dubbing/contracts';
import type { CaseContext, ConformanceCase } from '../case.js';
import type { Session, SessionChanges } from '../session.js';
import { silence } from '../sound.js';
import { Skipped, require, requireSame } from '../violation.js';

/** A longer window is not waited for. */
const longestWaitMs = 10_000;

/** A session that can be resumed. @throws Skipped where the server has no such thing */
async function resumable({ open }: CaseContext, changes: SessionChanges = {}): Promise<Session> {
  const session = await open(changes);
  if (session.ready.limits.resumeWindowMs === 0) throw new Skipped('it resumes no sessions: resumeWindowMs is 0');
  return session;
}

export const resume: readonly ConformanceCase[] = [
  {
    name: 'resume/goes-on',
    section: '9',
    promise: 'the session is kept: same id, lastSequence, and it goes on',
    async run(context) {
      const session = await resumable(context);
      const { sessionId } = session.ready;
      await session.answer(session.sendSound(3, silence(300)));
      session.client.cut();
      await session.resume();
      requireSame(session.ready.resumed, true, '9', 'resumed');
      requireSame(session.ready.sessionId, sessionId, '9', 'sessionId');
      requireSame(session.ready.lastSequence, 3, '9', 'lastSequence');
      await session.answer(session.sendSound(4, silence(300)));
      const { fragmentsProcessed } = await session.complete();
      requireSame(fragmentsProcessed, 2, '7.10', 'fragmentsProcessed of both connections');
    },
  },
  {
    name: 'resume/nothing-accepted-yet',
    section: '7.2',
    promise: 'before the first fragment there is no lastSequence',
    async run(context) {
      const session = await resumable(context);
      session.client.cut();
      await session.resume();
      requireSame(session.ready.resumed, true, '9', 'resumed');
      requireSame(session.ready.lastSequence, undefined, '7.2', 'lastSequence');
    },
  },
  {
    name: 'resume/work-goes-on',
    section: '9',
    promise: 'work goes on without the connection, and its answers come after stream:ready, in order',
    async run(context) {
      const session = await resumable(context);
      const many = Math.min(3, session.ready.limits.maxInFlight);
      const fragments = Array.from({ length: many }, (_, at) => session.sendSound(at + 1, context.clips.speech));
      for (const fragment of fragments) await session.ack(fragment);
      session.client.cut();
      await delay(300, undefined, { signal: context.signal });
      await session.resume();
      requireSame(session.ready.lastSequence, many, '9', 'lastSequence');
      // An answer may have been on the wire when the connection broke.
      for (const fragment of fragments) session.send(fragment);
      for (const fragment of fragments) await session.answer(fragment);
      requireSame((await session.complete()).fragmentsProcessed, many, '7.10', 'fragmentsProcessed');
    },
  },
  {
    name: 'resume/done-meanwhile',
    section: '9',
    promise: 'what was done without a connection is kept and sent, once',
    async run(context) {
      const session = await resumable(context);
      const fragment = session.sendSound(1, context.clips.speech);
      await session.ack(fragment);
      session.client.cut();
      const isAnswered = session.client.left(STS_EVENTS.fragmentProcessed).length > 0;
      if (isAnswered) throw new Skipped('it answered before the connection could be broken');
      const waitMs = Math.min(3000, session.ready.limits.resumeWindowMs / 2);
      await delay(waitMs, undefined, { signal: context.signal });
      await session.resume();
      await session.answer(fragment);
      requireSame((await session.complete()).fragmentsProcessed, 1, '7.10', 'fragmentsProcessed');
    },
  },
  {
    name: 'resume/takes-over',
    section: '9',
    promise: 'a session moves to the connection that resumes it, and the one before is closed',
    async run(context) {
      const session = await resumable(context);
      const before = session.client;
      await session.resume();
      requireSame(session.ready.resumed, true, '9', 'resumed');
      await before.closed('9');
      await session.answer(session.sendSound(1, silence(300)));
    },
  },
  {
    name: 'resume/unknown-session',
    section: '9',
    promise: 'a session that the server does not have becomes a new one',
    async run({ open }) {
      const session = await open({ sessionId: '00000000-0000-4000-8000-000000000000' });
      requireSame(session.ready.resumed, false, '9', 'resumed');
      require(session.ready.sessionId !==
        session.init['sessionId'], '9', 'the new session has the id that was asked for');
      requireSame(session.ready.lastSequence, undefined, '9', 'lastSequence');
    },
  },
  {
    name: 'resume/after-complete',
    section: '9',
    promise: 'a session that is complete cannot be resumed',
    async run(context) {
      const session = await resumable(context);
      const { sessionId } = session.ready;
      await session.complete();
      await session.resume();
      requireSame(session.ready.resumed, false, '9', 'resumed');
      require(session.ready.sessionId !== sessionId, '9', 'the new session has the id of the old one');
    },
  },
  {
    name: 'resume/mismatch',
    section: '9',
    promise: 'a stream:init that says another stream is refused, and the session is as it was',
    async run(context) {
      const session = await resumable(context, { glossary: [{ term: 'Camp Nou' }] });
      const { init } = session;
      session.client.cut();
      const client = await context.connect();
      for (const [field, changes] of [
        ['streamId', { streamId: 'another' }],
        ['targetLanguages', { targetLanguages: [...init.targetLanguages, 'aa-zz'] }],
        ['audio', { audio: { ...init.audio, sampleRateHz: 8000 } }],
        ['replyAudio', { replyAudio: { ...init.replyAudio, channels: 2 } }],
        ['glossary', { glossary: [] }],
      ] as const) {
        client.send(STS_EVENTS.init, { ...init, sessionId: session.ready.sessionId, ...changes });
        const refusal = await client.next(STS_EVENTS.error, '9');
        requireSame(refusal.code, 'SESSION_MISMATCH', '9', `the code for another ${field}`);
        requireSame(refusal.field, field, '9', 'the field');
      }
      // Terms need not be said again, and engines are not looked at.
      await session.resume({ glossary: undefined, engines: { asr: 'no-such-engine' } });
      requireSame(session.ready.resumed, true, '9', 'resumed with what is right');
      await session.answer(session.sendSound(1, silence(300)));
    },
  },
  {
    name: 'resume/agrees-anew',
    section: '4.3',
    promise: 'version and features are agreed anew when a session is resumed',
    async run(context) {
      const session = await resumable(context, { features: ['partials'] });
      session.client.cut();
      await session.resume({ protocol: { min: '1.0', max: '1.0' } });
      requireSame(session.ready.protocol, '1.0', '4.3', 'the version');
      requireSame((session.ready.features ?? []).join(), '', '4.3', 'the features of version 1.0');
      await session.answer(session.sendSound(1, context.clips.speech));
    },
  },
  {
    name: 'resume/end-and-leave',
    section: '9',
    promise: 'a session that was ending is completed on the connection that resumes it',
    async run(context) {
      const session = await resumable(context);
      const fragment = session.sendSound(1, context.clips.speech);
      session.client.send(STS_EVENTS.end, {});
      await session.ack(fragment);
      if (session.client.left(STS_EVENTS.complete).length > 0) throw new Skipped('it was done at once');
      session.client.cut();
      await session.resume();
      if (!session.ready.resumed) throw new Skipped('it was complete before the connection was gone');
      await session.answer(fragment);
      const { fragmentsProcessed } = await session.client.next(STS_EVENTS.complete, '9');
      requireSame(fragmentsProcessed, 1, '7.10', 'fragmentsProcessed');
    },
  },
  {
    name: 'resume/window-over',
    section: '9',
    promise: 'after the window the session is gone, and resuming opens a new one',
    async run(context) {
      const session = await resumable(context);
      const { resumeWindowMs } = session.ready.limits;
      if (resumeWindowMs > longestWaitMs)
        throw new Skipped(`its resume window of ${resumeWindowMs} ms is too long to wait`);
      await session.answer(session.sendSound(1, silence(300)));
      session.client.cut();
      await delay(resumeWindowMs + 1000, undefined, { signal: context.signal });
      await session.resume();
      requireSame(session.ready.resumed, false, '9', 'resumed');
      requireSame(session.ready.lastSequence, undefined, '9', 'lastSequence');
    },
  },
];
