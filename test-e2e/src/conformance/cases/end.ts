import { STS_EVENTS } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { fragmentOf } from '../fragment.js';
import { silence } from '../sound.js';
import { requireSame } from '../violation.js';

export const end: readonly ConformanceCase[] = [
  {
    name: 'end/nothing-to-answer',
    section: '10.1',
    promise: 'a session without fragments is complete at once',
    async run({ open }) {
      const session = await open();
      const { fragmentsReceived, fragmentsProcessed, fragmentsFailed } = await session.complete();
      const counts = [fragmentsReceived, fragmentsProcessed, fragmentsFailed].join();
      requireSame(counts, '0,0,0', '7.10', 'the counts');
    },
  },
  {
    name: 'end/counts',
    section: '7.10',
    promise: 'stream:complete counts what was accepted, answered and failed, each once',
    async run({ open, clips }) {
      const session = await open();
      const silent = session.sendSound(1, silence(300));
      await session.answer(silent);
      session.send(silent);
      await session.answer(silent);
      session.send(fragmentOf(2, silence(300), { pcm: Buffer.alloc(6) }));
      await session.refusal('5');
      // No engine hears anything in a millisecond.
      const late = await session.answer(session.sendSound(2, clips.speech, { deadlineMs: 1 }));
      const { fragmentsReceived, fragmentsProcessed, fragmentsFailed } = await session.complete();
      requireSame(fragmentsReceived, 2, '7.10', 'fragmentsReceived');
      requireSame(fragmentsProcessed, 2, '7.10', 'fragmentsProcessed');
      const first = session.watch.violations.length === 0 && late.status === 'failed' ? 1 : 0;
      requireSame(fragmentsFailed, first, '7.10', 'fragmentsFailed');
    },
  },
  {
    name: 'end/answers-first',
    section: '10.1',
    promise: 'what is in flight at stream:end is answered, new fragments are refused, stream:complete is last',
    async run({ open, clips }) {
      const session = await open();
      const fragment = session.sendSound(1, clips.speech);
      session.client.send(STS_EVENTS.end, {});
      const late = session.sendSound(2, silence(300));
      session.client.send(STS_EVENTS.end, { reason: 'again' });
      await session.ack(fragment);
      requireSame((await session.refusal('10.1', late)).code, 'SESSION_ENDED', '10.1', 'the code for a new fragment');
      await session.answer(fragment);
      const { fragmentsProcessed } = await session.client.next(STS_EVENTS.complete, '10.1');
      requireSame(fragmentsProcessed, 1, '7.10', 'fragmentsProcessed');
      await session.client.fence('3.4');
      requireSame(session.client.left(STS_EVENTS.complete).length, 0, '10.1', 'the number of further stream:complete');
    },
  },
  {
    name: 'end/over-is-over',
    section: '1.2',
    promise: 'in a session that is over every fragment is refused, known ones too',
    async run({ open }) {
      const session = await open();
      const fragment = session.sendSound(1, silence(300));
      await session.answer(fragment);
      await session.complete();
      for (const each of [session.sendSound(2, silence(300)), session.send(fragment)]) {
        const { code } = await session.refusal('1.2', each);
        requireSame(code, 'SESSION_ENDED', '1.2', `the code for ${each.fragmentId}`);
      }
      session.client.send(STS_EVENTS.end, {});
      await session.client.fence('3.4');
      requireSame(session.client.left(STS_EVENTS.error).length, 0, '10.1', 'errors for a second stream:end');
    },
  },
];
