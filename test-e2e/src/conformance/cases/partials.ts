import { STS_EVENTS } from '@dubbing/contracts';
import type { CaseContext, ConformanceCase } from '../case.js';
import type { Session } from '../session.js';
import { silence } from '../sound.js';
import { Skipped, requireSame } from '../violation.js';

/** A session with partial transcripts. @throws Skipped where the server has none */
async function withPartials({ open }: CaseContext): Promise<Session> {
  const session = await open({ features: ['partials'] });
  if (session.ready.features?.includes('partials') === true) return session;
  throw new Skipped(`the server did not grant partials (it speaks ${session.ready.protocol})`);
}

/** All that SessionWatch holds: after the ack, before the answer, revisions, one final, its text. */
export const partials: readonly ConformanceCase[] = [
  {
    name: 'partials/only-where-agreed',
    section: '4.3',
    promise: 'no partial transcript is sent to a client that did not ask, or of version 1.0',
    async run({ open, clips }) {
      for (const changes of [{}, { features: ['partials'], protocol: { min: '1.0', max: '1.0' } }]) {
        const session = await open(changes);
        await session.answer(session.sendSound(1, clips.speech));
      }
    },
  },
  {
    name: 'partials/in-their-place',
    section: '11',
    promise: 'partial transcripts come between ack and answer, count up, and end with the final one',
    async run(context) {
      const session = await withPartials(context);
      const many = Math.min(3, session.ready.limits.maxInFlight);
      const fragments = Array.from({ length: many }, (_, at) => session.sendSound(at + 1, context.clips.speech));
      for (const fragment of fragments) await session.answer(fragment);
      await session.complete();
      if (session.client.left(STS_EVENTS.fragmentPartial).length === 0) throw new Skipped('it sent none for the clip');
    },
  },
  {
    name: 'partials/no-part-in-the-rest',
    section: '11',
    promise: 'with partial transcripts everything else is as without: resends, order, counts',
    async run(context) {
      const session = await withPartials(context);
      const fragment = session.sendSound(1, context.clips.speech);
      const silent = session.sendSound(2, silence(300));
      session.send(fragment);
      await session.answer(fragment);
      await session.answer(silent);
      session.send(fragment);
      await session.answer(fragment);
      requireSame((await session.complete()).fragmentsProcessed, 2, '7.10', 'fragmentsProcessed');
    },
  },
  {
    name: 'partials/after-a-resume',
    section: '11',
    promise: 'after a resume none repeats what was said before the connection broke',
    async run(context) {
      const session = await withPartials(context);
      if (session.ready.limits.resumeWindowMs === 0) throw new Skipped('it resumes no sessions');
      const fragment = session.sendSound(1, context.clips.speech);
      await session.client.next(STS_EVENTS.fragmentPartial, '11', { withinMs: 10_000 }).catch(() => {
        throw new Skipped('it sent none for the clip');
      });
      session.client.cut();
      await session.resume();
      session.send(fragment);
      await session.answer(fragment);
    },
  },
];
