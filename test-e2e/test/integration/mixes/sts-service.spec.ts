import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav } from '@dubbing/common';
import { expect } from 'chai';
import { freePorts } from '../../../src/stack/ports.js';
import { Service } from '../../../src/stack/service.js';
import { MixClient, RATE_HZ } from '../../support/mixes/client.js';
import type { ContractVersion, Messages } from '../../support/mixes/contract-version.js';
import { featuresOf, protocolOf } from '../../support/mixes/expected.js';
import { pinnedBy } from '../../support/mixes/pinned.js';
import { farAhead, next } from '../../support/mixes/pretended.js';
import { sentenceSound } from '../../support/mixes/programme-sound.js';
import { released, releasedVersions } from '../../support/mixes/released.js';

const newest = releasedVersions.at(-1) ?? '';
const audio = { encoding: 'pcm_s16le' as const, sampleRateHz: RATE_HZ, channels: 1 };
const wishes = {
  sourceLanguage: 'en',
  targetLanguages: ['es', 'ca'],
  audio,
  replyAudio: { ...audio, sampleRateHz: 48_000 },
  engines: { asr: 'builtin', translation: 'builtin', tts: 'builtin' },
  glossary: [{ term: 'news' }],
};

/** What a client has seen of a whole session. */
interface Story {
  client: MixClient;
  opened: Messages['StreamReady'];
  first: Messages['FragmentProcessed'];
  partials: Messages['FragmentPartial'][];
  paused: Messages['ErrorMessage'];
  reopened: Messages['StreamReady'];
  second: Messages['FragmentProcessed'];
  silent: Messages['FragmentProcessed'];
  unknown: Messages['ErrorMessage'];
  complete: Messages['StreamComplete'];
}

describe('sts-service as it is built, and clients of every version', function () {
  this.timeout(120_000);
  let dir: string;
  let service: Service;
  let built: ContractVersion;
  let sentences: Buffer[];
  const clients: MixClient[] = [];
  const stories = new Map<string, Promise<Story>>();

  const clientOf = (version: ContractVersion): MixClient => {
    const client = new MixClient(version, service.url, wishes);
    clients.push(client);
    return client;
  };

  /** The life of a session. Nothing is checked here but what it needs to go on. */
  const live = async (version: ContractVersion): Promise<Story> => {
    const client = clientOf(version);
    const { inbox } = client;
    const [news = Buffer.of(), stories = Buffer.of()] = sentences;
    const opened = await client.connect();
    client.send(news);
    await inbox.next('FragmentAck');
    const first = await inbox.next('FragmentProcessed');
    const partials: Messages['FragmentPartial'][] = [];
    while (inbox.left.includes('FragmentPartial')) partials.push(await inbox.next('FragmentPartial'));

    client.pause();
    const sequence = client.send(stories);
    const paused = await inbox.next('ErrorMessage');
    client.resume();
    client.sendAgain(sequence);
    await inbox.next('FragmentAck');
    // Recognition takes longer than this.
    client.drop();
    const reopened = await client.connect();
    const second = await inbox.next('FragmentProcessed');

    client.send(Buffer.alloc(RATE_HZ));
    await inbox.next('FragmentAck');
    const silent = await inbox.next('FragmentProcessed');
    client.sendUnknown('stream:dance');
    const unknown = await inbox.next('ErrorMessage');
    const complete = await client.end();
    return { client, opened, first, partials, paused, reopened, second, silent, unknown, complete };
  };

  const answers = new Map<string, Promise<unknown>>();
  /** The answer to one clip. The same request is made once. */
  const oneShot = (version: ContractVersion): Promise<unknown> => {
    const wish = version.make('OneShotQuery', { sourceLanguage: 'en', targetLanguages: ['es', 'ca'] });
    const query = Object.entries(wish).map(([name, value]) => `${name}=${String(value)}`);
    const url = `${service.url}${version.module.ONE_SHOT_PATH}?${query.join('&')}`;
    const ask = async (): Promise<unknown> => {
      const body = encodeWav(sentences[0] ?? Buffer.of(), audio);
      return (await fetch(url, { method: 'POST', headers: { 'content-type': 'audio/wav' }, body })).json();
    };
    const answer = answers.get(url) ?? ask();
    answers.set(url, answer);
    return answer;
  };

  before(async () => {
    built = await pinnedBy('sts-service');
    dir = await mkdtemp(join(tmpdir(), 'dubbing-mixes-'));
    const { sts: port } = await freePorts();
    const environment = { STS_PORT: String(port), STS_LOG_LEVEL: 'warn' };
    service = new Service({ name: 'sts-service', port, logFile: join(dir, 'sts.log'), environment });
    sentences = await Promise.all([sentenceSound(0), sentenceSound(1)]);
    await service.start(new AbortController().signal);
    const versions = await Promise.all(releasedVersions.map(released));
    for (const version of [...versions, next(await released(newest))]) {
      const story = live(version);
      // Who is asked later must not count as unhandled until then.
      story.catch(() => undefined);
      stories.set(version.name, story);
    }
  });

  after(async () => {
    for (const client of clients) client.close();
    await service?.stop();
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  });

  for (const name of [...releasedVersions, `the next after ${newest}`]) {
    describe(`a client of ${name}`, () => {
      let story: Story;
      before(async () => {
        const begun = stories.get(name);
        if (begun === undefined) throw new Error(`${name} has no story`);
        story = await begun;
      });

      it('speaks the newest version that both know, with the features of both', () => {
        const { client, opened } = story;
        expect(opened.protocol).to.equal(protocolOf(client.version.range, built.range));
        expect(opened.features ?? []).to.deep.equal(featuresOf(client.version, built));
      });

      it('has its sentences back in other languages', () => {
        for (const [reply, words] of [
          [story.first, /welcome to the news/i],
          [story.second, /main stories/i],
        ] as const) {
          expect(reply.status).to.equal('ok');
          expect(reply.transcript?.text).to.match(words);
          expect(reply.dubs.map(({ language, status }) => [language, status])).to.deep.equal([
            ['es', 'spoken'],
            ['ca', 'spoken'],
          ]);
          for (const { audio: sound, durationMs } of reply.dubs)
            expect(sound?.length).to.be.closeTo(durationMs * 96, 96);
        }
        expect(story.silent).to.include({ status: 'empty', sequence: 3 });
      });

      it('gets growing transcripts only where both have them', () => {
        const { client, opened, first, partials } = story;
        if (opened.features?.includes('partials') !== true) {
          expect(partials).to.deep.equal([]);
        } else {
          expect(partials.map(({ revision }) => revision)).to.deep.equal(partials.map((_, index) => index + 1));
          expect(partials.at(-1)).to.deep.include({ isFinal: true, transcript: first.transcript, sequence: 1 });
          // None comes behind the answer of its fragment.
          for (const sequence of [1, 2, 3]) {
            const place = client.log.indexOf(`FragmentProcessed ${sequence}`);
            expect(client.log.lastIndexOf(`FragmentPartial ${sequence}`)).to.be.below(place);
          }
        }
        expect(client.unknownEvents).to.deep.equal([]);
      });

      it('pauses, loses its connection, and resumes', () => {
        const { opened, paused, reopened } = story;
        expect(paused).to.include({ code: 'SESSION_PAUSED', fragmentId: 'fragment-2' });
        const { sessionId, protocol } = opened;
        expect(reopened).to.include({ sessionId, protocol, resumed: true, lastSequence: 2 });
        expect(reopened.features).to.deep.equal(opened.features);
      });

      it('is told of an event that there is not, and ends with everything answered, in order', () => {
        const { client, unknown, complete } = story;
        expect(unknown).to.include({ code: 'UNKNOWN_EVENT', field: 'event' });
        expect(complete).to.include({ fragmentsReceived: 3, fragmentsProcessed: 3, fragmentsFailed: 0 });
        const answers = client.log.filter((line) => !line.startsWith('FragmentPartial') && line !== 'StreamReady');
        expect(answers).to.deep.equal([
          'FragmentAck 1',
          'FragmentProcessed 1',
          'ErrorMessage SESSION_PAUSED',
          'FragmentAck 2',
          'dropped',
          'FragmentProcessed 2',
          'FragmentAck 3',
          'FragmentProcessed 3',
          'ErrorMessage UNKNOWN_EVENT',
          'StreamComplete',
        ]);
      });
    });
  }

  for (const name of releasedVersions) {
    it(`a client of ${name} has a clip dubbed over HTTP`, async () => {
      const version = await released(name);
      const { transcript, dubs } = version.read('OneShotResponse', await oneShot(version));
      expect(transcript?.text).to.match(/welcome to the news/i);
      expect(dubs.map(({ language, status: outcome }) => [language, outcome])).to.deep.equal([
        ['es', 'spoken'],
        ['ca', 'spoken'],
      ]);
    });
  }

  it('refuses a client of a later age, and names both ranges', async () => {
    const client = clientOf(farAhead(await released(newest)));
    client.dial();
    const { code, message, protocols } = await client.inbox.next('ErrorMessage');
    expect(code).to.equal('PROTOCOL_UNSUPPORTED');
    expect(message).to.contain('7.0 to 7.4').and.to.contain(`${built.range.min} to ${built.range.max}`);
    expect(protocols).to.deep.equal({ client: client.version.range, server: built.range });
  });
});
