import type { ConformanceCase } from '../case.js';
import { silence } from '../sound.js';
import { requireSame } from '../violation.js';

export const order: readonly ConformanceCase[] = [
  {
    name: 'order/as-the-fragments',
    section: '8.2',
    promise: 'answers come in the order of sequence, whichever is done first, one for each',
    async run({ open, clips }) {
      const session = await open();
      const many = Math.min(4, session.ready.limits.maxInFlight);
      // Silence is done long before the speech ahead of it.
      const fragments = Array.from({ length: many }, (_, at) =>
        session.sendSound(at, at % 2 === 0 ? clips.speech : silence(500)),
      );
      for (const fragment of fragments) await session.ack(fragment);
      for (const fragment of fragments) await session.answer(fragment);
      const { fragmentsReceived } = await session.complete();
      requireSame(fragmentsReceived, many, '7.10', 'fragmentsReceived');
    },
  },
  {
    name: 'order/ack-at-once',
    section: '8.2',
    promise: 'a fragment is acknowledged before the one ahead of it is answered',
    async run({ open, clips }) {
      const session = await open();
      const first = session.sendSound(1, clips.speech);
      const second = session.sendSound(2, clips.speech);
      if (session.ready.limits.maxInFlight < 2) return;
      await session.ack(first);
      await session.ack(second);
      await session.answer(first);
      await session.answer(second);
    },
  },
  {
    name: 'order/gaps',
    section: '8.1',
    promise: 'a session begins with any number, and numbers may be left out',
    async run({ open }) {
      const session = await open();
      for (const sequence of [7, 8, 12, 1000, Number.MAX_SAFE_INTEGER]) {
        await session.answer(session.sendSound(sequence, silence(300)));
      }
      requireSame((await session.complete()).fragmentsProcessed, 5, '7.10', 'fragmentsProcessed');
    },
  },
];
