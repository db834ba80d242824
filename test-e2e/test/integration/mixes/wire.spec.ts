import { expect } from 'chai';
import { MixClient, RATE_HZ } from '../../support/mixes/client.js';
import type { ContractVersion } from '../../support/mixes/contract-version.js';
import { featuresOf, protocolOf } from '../../support/mixes/expected.js';
import { farAhead, newEvent, next } from '../../support/mixes/pretended.js';
import { allReleased, releasedVersions } from '../../support/mixes/released.js';
import { MixServer } from '../../support/mixes/server.js';
import { dubOf, transcriptOf } from '../../support/mixes/server-session.js';

const newest = releasedVersions.at(-1) ?? '';
const tomorrow = `the next after ${newest}`;
const everybody = [...releasedVersions, tomorrow];
const audio = { encoding: 'pcm_s16le' as const, sampleRateHz: RATE_HZ, channels: 1 };
const wishes = {
  sourceLanguage: 'en',
  targetLanguages: ['es', 'ca'],
  audio,
  replyAudio: audio,
  glossary: [{ term: 'Camp Nou' }, { term: 'NATO', translation: 'OTAN', language: 'es' }],
  voices: [{ language: 'es', voice: 'ef_dora' }],
};

/** Sound in which every byte counts: 200 ms that differ from fragment to fragment. */
const sound = (seed: number): Buffer =>
  Buffer.from(Array.from({ length: 6_400 }, (_, n) => Math.imul(n + 1, 2_654_435_761 + 97 * seed) >>> 24));

/** What the engines of these tests say: the fragment itself, backwards, byte for byte. */
const backwards = (pcm: Buffer): Buffer => Buffer.from(pcm).reverse();

describe('Versions of the contracts side by side', () => {
  const versions = new Map<string, ContractVersion>();
  const of = (name: string): ContractVersion => {
    const version = versions.get(name);
    if (version === undefined) throw new Error(`${name} is not in the mix`);
    return version;
  };

  before(async () => {
    const released = await allReleased();
    for (const version of released) versions.set(version.release, version);
    versions.set(tomorrow, next(of(newest)));
  });

  let server: MixServer;
  let client: MixClient;

  const start = async (clientVersion: ContractVersion, serverVersion: ContractVersion): Promise<void> => {
    server = await MixServer.start(serverVersion, { say: ({ pcm }) => backwards(pcm) });
    client = new MixClient(clientVersion, server.url, wishes);
  };

  afterEach(async () => {
    client.close();
    await server.close();
  });

  for (const serverName of everybody) {
    for (const clientName of everybody) {
      it(`a client of ${clientName} and a server of ${serverName} live a whole session`, async () => {
        const [clientVersion, serverVersion] = [of(clientName), of(serverName)];
        await start(clientVersion, serverVersion);
        const protocol = protocolOf(clientVersion.range, serverVersion.range);
        const features = featuresOf(clientVersion, serverVersion);

        const ready = await client.connect();
        expect(ready).to.include({ protocol, resumed: false });
        expect(ready.features ?? []).to.deep.equal(features);
        const [session] = server.sessions;
        if (session === undefined) throw new Error('there is no session');
        expect(session.init).to.deep.include({ ...wishes, protocol: clientVersion.range });

        /** A fragment is answered with what was made of its very bytes. */
        const answered = async (sequence: number): Promise<void> => {
          const reply = await client.inbox.next('FragmentProcessed');
          expect(reply).to.include({ sequence, status: 'ok' });
          expect(reply.transcript?.text).to.equal(transcriptOf(sequence));
          expect(reply.dubs.map(({ text }) => text)).to.deep.equal(['es', 'ca'].map((to) => dubOf(to, sequence)));
          const taken = session.fragments[sequence - 1];
          expect(taken?.pcm.equals(sound(sequence))).to.equal(true);
          expect(reply.dubs.every((dub) => dub.audio?.equals(backwards(sound(sequence))))).to.equal(true);
          if (!features.includes('partials')) return;
          const partials = [await client.inbox.next('FragmentPartial'), await client.inbox.next('FragmentPartial')];
          expect(partials.map(({ revision }) => revision)).to.deep.equal([1, 2]);
          expect(partials[1]).to.deep.include({ sequence, isFinal: true, transcript: reply.transcript });
        };
        const acked = async (sequence: number): Promise<void> =>
          void expect(await client.inbox.next('FragmentAck')).to.include({ sequence });

        client.send(sound(1));
        await acked(1);
        await answered(1);

        session.hold();
        for (const sequence of [2, 3, 4]) client.send(sound(sequence));
        for (const sequence of [2, 3, 4]) await acked(sequence);
        session.release();
        for (const sequence of [2, 3, 4]) await answered(sequence);

        client.pause();
        client.send(sound(5));
        expect(await client.inbox.next('ErrorMessage')).to.include({
          code: 'SESSION_PAUSED',
          fragmentId: 'fragment-5',
        });
        client.resume();
        client.sendAgain(5);
        await acked(5);
        await answered(5);

        // One is under way when the connection goes, and is answered meanwhile; one more is sent to nobody.
        session.hold();
        client.send(sound(6));
        await acked(6);
        client.drop();
        await session.away;
        client.send(sound(7));
        session.release();
        expect(await client.connect()).to.deep.include({
          sessionId: ready.sessionId,
          resumed: true,
          lastSequence: 6,
          ...(features.length > 0 && { features }),
        });
        expect(await client.inbox.next('FragmentProcessed')).to.include({ sequence: 6, status: 'ok' });
        await acked(7);
        await answered(7);

        client.sendUnknown('stream:dance');
        expect(await client.inbox.next('ErrorMessage')).to.include({ code: 'UNKNOWN_EVENT' });
        expect(await client.end()).to.include({ fragmentsReceived: 7, fragmentsProcessed: 7, fragmentsFailed: 0 });

        const full = (sequence: number): string[] => [
          ...(features.includes('partials') ? Array<string>(2).fill(`FragmentPartial ${sequence}`) : []),
          `FragmentProcessed ${sequence}`,
        ];
        expect(client.log).to.deep.equal([
          'StreamReady',
          'FragmentAck 1',
          ...full(1),
          'FragmentAck 2',
          'FragmentAck 3',
          'FragmentAck 4',
          ...[2, 3, 4].flatMap(full),
          'ErrorMessage SESSION_PAUSED',
          'FragmentAck 5',
          ...full(5),
          'FragmentAck 6',
          'dropped',
          'StreamReady',
          'FragmentProcessed 6',
          'FragmentAck 7',
          ...full(7),
          'ErrorMessage UNKNOWN_EVENT',
          'StreamComplete',
        ]);
        expect(client.inbox.left).to.deep.equal([]);
        expect(client.unknownEvents).to.deep.equal(serverName === tomorrow ? [newEvent, newEvent] : []);
        expect(server.refused).to.deep.equal(['SESSION_PAUSED', 'UNKNOWN_EVENT']);
      });
    }
  }

  const refused = async (): Promise<void> => {
    client.dial();
    const { code, message, protocols } = await client.inbox.next('ErrorMessage');
    const [wished, spoken] = [client.version.range, server.version.range];
    expect(code).to.equal('PROTOCOL_UNSUPPORTED');
    for (const { min, max } of [wished, spoken]) expect(message).to.contain(`${min} to ${max}`);
    // Who knows the field on both sides has it as data; nobody has anything else.
    const tells = [client.version, server.version].every((version) => version.has('ProtocolRanges'));
    expect(protocols).to.deep.equal(tells ? { client: wished, server: spoken } : undefined);
    expect(server.sessions).to.deep.equal([]);
  };

  for (const name of releasedVersions) {
    it(`a server of ${name} refuses a client of a later age, and names both ranges`, async () => {
      await start(farAhead(of(newest)), of(name));
      await refused();
    });

    it(`a client of ${name} understands the refusal of a server of a later age`, async () => {
      await start(of(name), farAhead(of(newest)));
      await refused();
    });
  }
});
