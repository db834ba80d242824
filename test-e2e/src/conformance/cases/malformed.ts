import { STS_EVENTS, type ErrorMessage } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { fragmentOf } from '../fragment.js';
import type { Session } from '../session.js';
import { silence } from '../sound.js';
import { require, requireSame } from '../violation.js';

/** Sends what is no message, and gives back what comes. */
async function refused(session: Session, event: string, payload: unknown): Promise<ErrorMessage> {
  session.client.send(event, payload);
  return session.client.next(STS_EVENTS.error, '3.5');
}

export const malformed: readonly ConformanceCase[] = [
  {
    name: 'malformed/fragment-fields',
    section: '3.5',
    promise: 'a fragment that breaks a rule is refused with its field and id, and changes nothing',
    async run({ open }) {
      const session = await open();
      const wrong: [Record<string, unknown>, field: string][] = [
        [{ sequence: -1 }, 'sequence'],
        [{ sequence: 1.5 }, 'sequence'],
        [{ sequence: '1' }, 'sequence'],
        [{ sequence: 2 ** 53 }, 'sequence'],
        [{ startPtsNs: 0 }, 'startPtsNs'],
        [{ startPtsNs: '01' }, 'startPtsNs'],
        [{ endPtsNs: '1e9' }, 'endPtsNs'],
        [{ startPtsNs: '10500000000' }, 'endPtsNs'],
        [{ durationMs: 800 }, 'durationMs'],
        [{ durationMs: '500' }, 'durationMs'],
        [{ durationMs: -500 }, 'durationMs'],
        [{ deadlineMs: 0 }, 'deadlineMs'],
        [{ deadlineMs: 3_600_001 }, 'deadlineMs'],
        [{ deadlineMs: undefined }, 'deadlineMs'],
        [{ slot: undefined }, 'slot'],
        [{ slot: [] }, 'slot'],
        [{ slot: { targetMs: 500, maxMs: 499 } }, 'slot.maxMs'],
        [{ slot: { targetMs: 500 } }, 'slot.maxMs'],
        [{ pcm: undefined }, 'pcm'],
        [{ pcm: silence(500).toString('base64') }, 'pcm'],
        [{ pcm: [0, 0] }, 'pcm'],
      ];
      for (const [changes, field] of wrong) {
        const fragment = session.sendSound(1, silence(500), changes);
        const refusal = await session.refusal('3.5', fragment);
        requireSame(refusal.code, 'CONTRACT_INVALID', '3.5', `the code for ${JSON.stringify(changes)}`);
        requireSame(refusal.field, field, '3.5', `the field for ${JSON.stringify(changes)}`);
        requireSame(refusal.retryable, false, '13', 'retryable');
      }
      await session.answer(session.sendSound(1, silence(500)));
    },
  },
  {
    name: 'malformed/unreadable-id',
    section: '3.5',
    promise: 'a refusal names the fragment only where its id can be read',
    async run({ open }) {
      const session = await open();
      for (const fragmentId of [undefined, 7, '', 'a b', 'x'.repeat(129), { id: 1 }]) {
        const refusal = await refused(session, STS_EVENTS.fragmentData, { ...fragmentOf(1, silence(300)), fragmentId });
        requireSame(refusal.code, 'CONTRACT_INVALID', '3.5', 'the code');
        requireSame(refusal.field, 'fragmentId', '3.5', 'the field');
        requireSame(refusal.fragmentId, undefined, '3.5', 'fragmentId of the refusal');
      }
    },
  },
  {
    name: 'malformed/no-objects',
    section: '3.5',
    promise: 'what is no object is refused, whatever the event, and the connection is kept',
    async run({ open, connect }) {
      const session = await open();
      const things = ['text', 7, true, [], [{}], Buffer.alloc(4)];
      for (const event of [STS_EVENTS.fragmentData, STS_EVENTS.pause, STS_EVENTS.resume, STS_EVENTS.end]) {
        for (const thing of things) {
          const { code } = await refused(session, event, thing);
          requireSame(code, 'CONTRACT_INVALID', '3.5', `the code for ${event} with ${JSON.stringify(thing)}`);
        }
      }
      for (const nothing of [null, undefined]) {
        const { code } = await refused(session, STS_EVENTS.fragmentData, nothing);
        requireSame(code, 'CONTRACT_INVALID', '3.5', 'the code for fragment:data without a message');
      }
      await session.answer(session.sendSound(1, silence(300)));
      const client = await connect();
      for (const thing of [...things, null]) {
        client.send(STS_EVENTS.init, thing);
        const { code } = await client.next(STS_EVENTS.error, '3.5');
        requireSame(code, 'CONTRACT_INVALID', '3.5', `the code for stream:init with ${JSON.stringify(thing)}`);
      }
    },
  },
  {
    name: 'malformed/changes-nothing',
    section: '3.5',
    promise: 'a pause, a resume or an end that breaks a rule does nothing',
    async run({ open }) {
      const session = await open();
      const reason = 'x'.repeat(1025);
      for (const event of [STS_EVENTS.pause, STS_EVENTS.end]) {
        const refusal = await refused(session, event, { reason });
        requireSame(refusal.field, 'reason', '3.5', `the field for ${event}`);
      }
      await session.answer(session.sendSound(1, silence(300)));
      session.client.send(STS_EVENTS.pause, {});
      await refused(session, STS_EVENTS.resume, { reason });
      const { code } = await session.refusal('3.5', session.sendSound(2, silence(300)));
      requireSame(code, 'SESSION_PAUSED', '3.5', 'the code in a session whose stream:resume broke a rule');
    },
  },
  {
    name: 'malformed/monsters',
    section: '3.5',
    promise: 'depth, length and names of all kinds end in a refusal or are ignored',
    async run({ open }) {
      const session = await open();
      let deep: unknown = 1;
      for (let depth = 0; depth < 2000; depth++) deep = { deep };
      await session.answer(session.sendSound(1, silence(300), { deep }));
      const wrong = session.sendSound(2, silence(300), { slot: deep });
      requireSame((await session.refusal('3.5', wrong)).code, 'CONTRACT_INVALID', '3.5', 'the code for depth');
      const { code } = await refused(session, STS_EVENTS.pause, { reason: 'x'.repeat(200_000) });
      requireSame(code, 'CONTRACT_INVALID', '3.5', 'the code for 200000 characters');
      const names = JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"toString":1}') as object;
      await session.answer(session.sendSound(2, silence(300), { ...names }));
      const { message } = await refused(session, 'x'.repeat(10_000), {});
      require(message.length <= 4096, '7.12', `the message has ${message.length} characters`);
    },
  },
];
