import { STS_EVENTS, compareVersions, protocolFeatures } from '@dubbing/contracts';
import type { ConformanceCase } from '../case.js';
import { silence } from '../sound.js';
import { Skipped, require, requireSame } from '../violation.js';

export const forward: readonly ConformanceCase[] = [
  {
    name: 'forward/unknown-fields',
    section: '3.2',
    promise: 'unknown fields are ignored at every depth',
    async run({ open }) {
      const more = { later: { deep: [1, { x: null }] }, __proto: 'y' };
      const { init } = await open();
      const session = await open({
        ...more,
        audio: { ...init.audio, ...more },
        replyAudio: { ...init.replyAudio, ...more },
        protocol: { min: '1.0', max: '1.0', ...more },
      });
      const slot = { targetMs: 500, maxMs: 800, ...more };
      const fragment = session.sendSound(1, silence(500), { ...more, slot });
      await session.answer(fragment);
      session.client.send(STS_EVENTS.pause, more);
      session.client.send(STS_EVENTS.resume, more);
      await session.answer(session.sendSound(2, silence(500)));
    },
  },
  {
    name: 'forward/null-is-absent',
    section: '3.3',
    promise: 'null counts as absent: fine where a field is not required, refused where it is',
    async run({ open }) {
      const session = await open({ sessionId: null, features: null, engines: null, glossary: null, voices: null });
      session.client.send(STS_EVENTS.pause, { reason: null });
      session.client.send(STS_EVENTS.resume, null);
      await session.answer(session.sendSound(1, silence(500)));
      const fragment = session.sendSound(2, silence(500), { deadlineMs: null });
      const refusal = await session.refusal('3.3', fragment);
      requireSame(refusal.code, 'CONTRACT_INVALID', '3.3', 'the code for a required field that is null');
      requireSame(refusal.field, 'deadlineMs', '3.5', 'its field');
    },
  },
  {
    name: 'forward/unknown-event',
    section: '3.4',
    promise: 'an event that no client has is answered with UNKNOWN_EVENT, and the session goes on',
    async run({ open }) {
      const session = await open();
      const { client } = session;
      for (const event of ['fragment:later', 'x', STS_EVENTS.fragmentAck, STS_EVENTS.ready, STS_EVENTS.error]) {
        client.send(event, { a: 1 });
        const refusal = await session.refusal('3.4');
        requireSame(refusal.code, 'UNKNOWN_EVENT', '3.4', `the code for ${event}`);
        requireSame(refusal.field, 'event', '3.4', `the field for ${event}`);
      }
      await session.answer(session.sendSound(1, silence(500)));
    },
  },
  {
    name: 'forward/features-as-asked',
    section: '4.3',
    promise: 'no feature is granted that was not asked for or is not known, none in a version before it',
    async run({ open }) {
      const names = Object.keys(protocolFeatures);
      const granted = async (features: unknown, protocol = { min: '1.0', max: '1.9999' }): Promise<string[]> =>
        (await open({ features, protocol })).ready.features ?? [];
      requireSame((await granted(undefined)).join(), '', '4.3', 'the features of who asks for none');
      requireSame((await granted([])).join(), '', '4.3', 'the features of who asks for none');
      requireSame(
        (await granted(['no-such-feature'])).join(),
        '',
        '4.3',
        'the features of who asks for an unknown one',
      );
      const all = await granted([...names, 'no-such-feature']);
      require(all.every((name) => names.includes(name)), '4.3', `the features are ${all.join(', ')}`);
      requireSame(new Set(all).size, all.length, '4.3', 'the number of different features');
      const old = await granted(names, { min: '1.0', max: '1.0' });
      requireSame(old.join(), '', '4.3', 'the features of a session of version 1.0');
    },
  },
  {
    name: 'forward/feature-by-version',
    section: '4.3',
    promise: 'every feature that is granted is of the agreed version or older',
    async run({ open }) {
      const features = Object.keys(protocolFeatures);
      const { ready } = await open({ features, protocol: { min: '1.0', max: '1.9999' } });
      const granted = ready.features ?? [];
      if (granted.length === 0) throw new Skipped('the server has no feature of this page');
      for (const name of granted) {
        const since = protocolFeatures[name as keyof typeof protocolFeatures];
        const isOf = compareVersions(since, ready.protocol) <= 0;
        require(isOf, '4.3', `${name} of ${since} was granted in version ${ready.protocol}`);
      }
    },
  },
];
