import { STS_EVENTS } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { silence } from '../sound.js';
import { Skipped, requireSame } from '../violation.js';

export const pause: readonly ConformanceCase[] = [
  {
    name: 'pause/refuses-and-resumes',
    section: '8.4',
    promise: 'new fragments are refused from stream:pause to stream:resume',
    async run({ open }) {
      const session = await open();
      const { client } = session;
      await session.answer(session.sendSound(1, silence(300)));
      client.send(STS_EVENTS.pause, { reason: 'advertisement' });
      client.send(STS_EVENTS.pause);
      const refusal = await session.refusal('8.4', session.sendSound(2, silence(300)));
      requireSame(refusal.code, 'SESSION_PAUSED', '8.4', 'the code');
      requireSame(refusal.retryable, true, '13', 'retryable');
      client.send(STS_EVENTS.resume);
      client.send(STS_EVENTS.resume, {});
      await session.answer(session.sendSound(2, silence(300)));
    },
  },
  {
    name: 'pause/answers-what-is-in-flight',
    section: '8.4',
    promise: 'what is in flight when the pause comes is answered',
    async run({ open, clips }) {
      const session = await open();
      const fragment = session.sendSound(1, clips.speech);
      session.client.send(STS_EVENTS.pause, {});
      await session.ack(fragment);
      await session.answer(fragment);
    },
  },
  {
    name: 'pause/outlives-the-connection',
    section: '8.4',
    promise: 'a paused session is still paused when it is resumed',
    async run({ open }) {
      const session = await open();
      if (session.ready.limits.resumeWindowMs === 0) throw new Skipped('it resumes no sessions');
      session.client.send(STS_EVENTS.pause, {});
      await session.client.fence('3.4');
      session.client.cut();
      await session.resume();
      requireSame(session.ready.resumed, true, '9', 'resumed');
      const refusal = await session.refusal('8.4', session.sendSound(1, silence(300)));
      requireSame(refusal.code, 'SESSION_PAUSED', '8.4', 'the code');
      session.client.send(STS_EVENTS.resume, {});
      await session.answer(session.sendSound(1, silence(300)));
    },
  },
  {
    name: 'pause/end-while-paused',
    section: '8.4',
    promise: 'a paused session can be ended',
    async run({ open }) {
      const session = await open();
      session.client.send(STS_EVENTS.pause, {});
      await session.complete();
      session.client.send(STS_EVENTS.resume, {});
      const refusal = await session.refusal('10.1', session.sendSound(1, silence(300)));
      requireSame(refusal.code, 'SESSION_ENDED', '8.4', 'the code after stream:resume in a session that is over');
    },
  },
];
