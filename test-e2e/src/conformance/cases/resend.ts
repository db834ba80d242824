import { STS_EVENTS, type FragmentProcessed } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { fragmentOf } from '../fragment.js';
import { noise, silence } from '../sound.js';
import { Skipped, brief, require, requireSame } from '../violation.js';

/** The answer with its bytes as text, to be compared. */
function whole(answer: FragmentProcessed): string {
  const dubs = answer.dubs.map(({ audio, ...dub }) => ({ ...dub, audio: audio?.toString('base64') }));
  return JSON.stringify({ ...answer, dubs });
}

export const resends: readonly ConformanceCase[] = [
  {
    name: 'resend/in-flight',
    section: '8.2',
    promise: 'a fragment in flight that comes again is acknowledged again and answered once',
    async run({ open, clips }) {
      const session = await open();
      const fragment = session.sendSound(1, clips.speech);
      session.send(fragment);
      await session.ack(fragment);
      await session.ack(fragment);
      await session.answer(fragment);
      const { fragmentsReceived } = await session.complete();
      requireSame(fragmentsReceived, 1, '7.10', 'fragmentsReceived of one that came twice');
    },
  },
  {
    name: 'resend/answered',
    section: '8.2',
    promise: 'a fragment that was answered and comes again gets the same answer again',
    async run({ open, clips }) {
      const session = await open();
      const fragment = session.sendSound(1, clips.speech);
      await session.ack(fragment);
      const first = await session.answer(fragment);
      // Whatever else it says, it is the same.
      session.send({ ...fragment, ...fragmentOf(1, noise(700)), fragmentId: fragment.fragmentId });
      await session.ack(fragment);
      const again = await session.answer(fragment);
      requireSame(whole(again), whole(first), '8.2', 'the answer that is sent again');
      requireSame((await session.complete()).fragmentsProcessed, 1, '7.10', 'fragmentsProcessed');
    },
  },
  {
    name: 'resend/keeps-answers',
    section: '8.2',
    promise: 'the last maxInFlight answers are kept',
    async run({ open }) {
      const session = await open();
      const { maxInFlight } = session.ready.limits;
      if (maxInFlight > 64) throw new Skipped(`maxInFlight is ${maxInFlight}, which would take long`);
      const fragments = [];
      for (let sequence = 1; sequence <= maxInFlight; sequence++) {
        const fragment = session.sendSound(sequence, silence(200));
        await session.ack(fragment);
        await session.answer(fragment);
        fragments.push(fragment);
      }
      for (const fragment of fragments) {
        session.send(fragment);
        await session.ack(fragment);
        await session.answer(fragment);
      }
    },
  },
  {
    name: 'resend/while-paused-and-ending',
    section: '8.2',
    promise: 'a known fragment is taken again in a paused session',
    async run({ open }) {
      const session = await open();
      const fragment = session.sendSound(1, silence(400));
      await session.ack(fragment);
      await session.answer(fragment);
      session.client.send(STS_EVENTS.pause, {});
      session.send(fragment);
      await session.ack(fragment);
      await session.answer(fragment);
    },
  },
  {
    name: 'resend/another-id',
    section: '8.2',
    promise: 'the number of an accepted fragment with another id is refused',
    async run({ open }) {
      const session = await open();
      await session.answer(session.sendSound(3, silence(300)));
      const other = session.send(fragmentOf(3, silence(300), { fragmentId: 'other' }));
      const refusal = await session.refusal('8.2', other);
      requireSame(refusal.code, 'SEQUENCE_INVALID', '8.2', 'the code');
      requireSame(refusal.field, 'sequence', '8.2', 'the field');
      await session.answer(session.sendSound(4, silence(300)));
    },
  },
  {
    name: 'resend/left-out',
    section: '8.2',
    promise: 'a number that was left out cannot be used later',
    async run({ open }) {
      const session = await open();
      await session.answer(session.sendSound(5, silence(300)));
      const late = session.sendSound(4, silence(300));
      const refusal = await session.refusal('8.2', late);
      requireSame(refusal.code, 'SEQUENCE_INVALID', '8.2', `the code, of ${brief(refusal)},`);
      requireSame(refusal.field, 'sequence', '8.2', 'the field');
    },
  },
  {
    name: 'resend/number-of-a-refused',
    section: '8.1',
    promise: 'the number of a refused fragment is still free',
    async run({ open }) {
      const session = await open();
      const refused = session.send(fragmentOf(1, silence(300), { pcm: Buffer.alloc(2), fragmentId: 'refused' }));
      requireSame((await session.refusal('5', refused)).code, 'PCM_LENGTH_WRONG', '5', 'the code');
      await session.answer(session.sendSound(1, silence(300)));
      const { fragmentsReceived } = await session.complete();
      require(fragmentsReceived === 1, '7.10', `fragmentsReceived is ${fragmentsReceived}, and one was accepted`);
    },
  },
];
