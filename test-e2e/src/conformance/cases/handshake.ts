import { STS_EVENTS, compareVersions } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { fragmentOf } from '../fragment.js';
import { initOf } from '../session.js';
import { silence } from '../sound.js';
import { require, requireSame } from '../violation.js';

export const handshake: readonly ConformanceCase[] = [
  {
    name: 'handshake/opens',
    section: '4.1',
    promise: 'stream:init is answered by stream:ready, with an engine for every stage and language',
    async run({ open, sourceLanguage, targetLanguages }) {
      const { ready } = await open();
      requireSame(ready.resumed, false, '7.2', 'resumed of a new session');
      requireSame(ready.lastSequence, undefined, '7.2', 'lastSequence of a new session');
      const engines = ready.engines.map(({ stage, language }) => `${stage} ${language}`);
      const needed = targetLanguages.flatMap((language) => [`translation ${language}`, `tts ${language}`]);
      for (const engine of [`asr ${sourceLanguage}`, ...needed]) {
        require(engines.includes(engine), '4.1', `engines has none for ${engine}, only ${engines.join(', ')}`);
      }
    },
  },
  {
    name: 'handshake/version-in-both-ranges',
    section: '4.2',
    promise: 'the newest version in both ranges is taken',
    async run({ open, connect, sourceLanguage, targetLanguages }) {
      const { protocol: newest } = (await open({ protocol: { min: '1.0', max: '1.9999' } })).ready;
      const [major] = newest.split('.');
      requireSame(major, '1', '4.2', 'the major version taken of 1.0 to 1.9999');
      // A server of 1.1 tells its own range where none is shared.
      const client = await connect();
      client.send(
        STS_EVENTS.init,
        initOf({ sourceLanguage, targetLanguages }, { protocol: { min: '9998.0', max: '9999.0' } }),
      );
      const { protocols } = await client.next(STS_EVENTS.error, '4.2');
      const most = protocols?.server.max ?? newest;
      if (most.startsWith('1.')) requireSame(newest, most, '4.2', 'the version taken of 1.0 to 1.9999');
      for (const [min, max, expected] of [
        [newest, newest, newest],
        ['1.0', newest, newest],
        ['0.1', '9999.0', newest],
        ['1.0', '1.0', '1.0'],
      ] as const) {
        const { protocol } = (await open({ protocol: { min, max } })).ready;
        requireSame(protocol, expected, '4.2', `the version taken of ${min} to ${max}`);
        require(compareVersions(protocol, max) <= 0, '4.2', `${protocol} is not in ${min} to ${max}`);
      }
    },
  },
  {
    name: 'handshake/needs-init',
    section: '4.1',
    promise: 'what needs a session is refused without one, and the connection goes on',
    async run({ connect, sourceLanguage, targetLanguages }) {
      const client = await connect();
      client.send(STS_EVENTS.fragmentData, fragmentOf(1, silence(500)));
      const refusal = await client.next(STS_EVENTS.error, '4.1');
      requireSame(refusal.code, 'SESSION_REQUIRED', '4.1', 'the code for a fragment without a session');
      requireSame(refusal.fragmentId, 'f1', '3.5', 'the fragmentId of its refusal');
      for (const event of [STS_EVENTS.pause, STS_EVENTS.resume, STS_EVENTS.end]) {
        client.send(event, {});
        const { code } = await client.next(STS_EVENTS.error, '4.1');
        requireSame(code, 'SESSION_REQUIRED', '4.1', `the code for ${event} without a session`);
      }
      client.send(STS_EVENTS.init, initOf({ sourceLanguage, targetLanguages }));
      await client.next(STS_EVENTS.ready, '4.1');
      client.send(STS_EVENTS.end, {});
      await client.next(STS_EVENTS.complete, '10.1');
    },
  },
  {
    name: 'handshake/one-session-at-a-time',
    section: '4.1',
    promise: 'a second stream:init gets SESSION_EXISTS, and the session goes on',
    async run({ open }) {
      const session = await open();
      session.client.send(STS_EVENTS.init, session.init);
      requireSame((await session.refusal('4.1')).code, 'SESSION_EXISTS', '4.1', 'the code for a second stream:init');
      await session.answer(session.sendSound(1, silence(500)));
    },
  },
  {
    name: 'handshake/one-after-the-other',
    section: '1.2',
    promise: 'a connection opens another session when the one before is over',
    async run({ open }) {
      const session = await open();
      const { sessionId } = session.ready;
      await session.complete();
      session.client.send(STS_EVENTS.init, session.init);
      const ready = await session.client.next(STS_EVENTS.ready, '1.2');
      require(ready.sessionId !== sessionId, '1.2', 'the second session has the id of the first');
      requireSame(ready.resumed, false, '7.2', 'resumed of the second session');
    },
  },
  {
    name: 'handshake/side-by-side',
    section: '7.1',
    promise: 'connections have sessions of their own, even with the same streamId',
    async run({ open }) {
      const [one, other] = await Promise.all([open(), open()]);
      require(one.ready.sessionId !== other.ready.sessionId, '7.2', 'two sessions have one sessionId');
      await Promise.all([one, other].map((session) => session.answer(session.sendSound(5, silence(500)))));
      const counts = await Promise.all([one.complete(), other.complete()]);
      for (const { fragmentsReceived } of counts)
        requireSame(fragmentsReceived, 1, '7.10', 'fragmentsReceived of each');
    },
  },
];
