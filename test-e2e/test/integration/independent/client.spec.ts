import { expect } from 'chai';
import { loadClips, clipFormat } from '../../../src/conformance/sound.js';
import { withOwnServer } from '../../../src/conformance/own-server.js';
import { IndependentClient, type ClientOptions, type ClientResult } from '../../../src/independent/client/client.js';
import { IndependentServer } from '../../../src/independent/server/server.js';
import type { ServerOptions } from '../../../src/independent/server/options.js';

const languages = ['es', 'ca'];

type Changes = Partial<Pick<ClientOptions, 'fragmentMs' | 'onMessage'>>;

describe('a client made from the document alone', function () {
  this.timeout(60_000);
  let speech: Buffer;

  before(async () => {
    ({ speech } = await loadClips(undefined));
  });

  function dub(url: string, pcm: Buffer, changes: Changes = {}): Promise<ClientResult> {
    return new IndependentClient({
      url,
      init: {
        protocol: { min: '1.0', max: '1.1' },
        streamId: 'independent',
        sourceLanguage: 'en',
        targetLanguages: languages,
        replyAudio: { encoding: 'pcm_s16le', sampleRateHz: 24_000, channels: 2 },
        features: ['partials'],
      },
      clip: { pcm, format: clipFormat },
      fragmentMs: 4000,
      deadlineMs: 30_000,
      signal: AbortSignal.timeout(30_000),
      ...changes,
    }).run();
  }

  /** Loses the connection at the nth message of this event. */
  function dropAt(event: string, n: number): Pick<ClientOptions, 'onMessage'> {
    let seen = 0;
    return {
      onMessage: (name, _message, client) => {
        if (name !== event) return;
        seen++;
        if (seen === n) client.drop();
      },
    };
  }

  function expectWhole({ fragments, complete, faults }: ClientResult, count: number): void {
    expect(faults).to.deep.equal([]);
    expect(fragments.map(({ answer }) => answer?.status)).to.deep.equal(Array.from({ length: count }, () => 'ok'));
    for (const { answer } of fragments)
      expect(answer?.dubs.map(({ status }) => status)).to.deep.equal(['spoken', 'spoken']);
    expect(complete.fragmentsFailed).to.equal(0);
  }

  it('has speech dubbed by sts-service, sees it grow, loses the connection and goes on', async () => {
    const { signal } = new AbortController();
    await withOwnServer(signal, async (url) => {
      const two = Buffer.concat([speech, speech]);
      const fragmentMs = speech.length / 32;
      const result = await dub(url, two, { fragmentMs, ...dropAt('fragment:ack', 2) });
      expectWhole(result, 2);
      expect(result.sessions).to.have.lengthOf(1);
      expect(result.complete.fragmentsReceived).to.equal(2);
      for (const { answer } of result.fragments) expect(answer?.transcript?.text).to.match(/weather/u);
      for (const { partials } of result.fragments) expect(partials.at(-1)?.isFinal).to.equal(true);
    });
  });

  describe('beside the server made from it', () => {
    async function withServer(options: Partial<ServerOptions>, use: (url: string) => Promise<void>): Promise<void> {
      const server = await IndependentServer.start(options);
      try {
        await use(server.url);
      } finally {
        await server.close();
      }
    }

    it('heeds the advice, and gets every answer in order', async () => {
      await withServer({ maxInFlight: 4 }, async (url) => {
        const result = await dub(url, speech, { fragmentMs: 250 });
        expectWhole(result, Math.ceil(speech.length / 32 / 250));
        expect(result.pressures.map(({ level }) => level))
          .to.include('hard')
          .and.include('none');
        expect(result.fragments.map(({ refusal }) => refusal?.code)).to.not.include('IN_FLIGHT_LIMIT');
        for (const { partials } of result.fragments) expect(partials.map(({ isFinal }) => isFinal)).to.include(true);
      });
    });

    it('cuts no longer than the server takes', async () => {
      await withServer({ maxFragmentMs: 500 }, async (url) => {
        const result = await dub(url, speech);
        expectWhole(result, Math.ceil(speech.length / 32 / 500));
      });
    });

    it('loses the connection with answers on the wire, and hears each once', async () => {
      await withServer({}, async (url) => {
        const result = await dub(url, speech, { fragmentMs: 250, ...dropAt('fragment:processed', 3) });
        const count = Math.ceil(speech.length / 32 / 250);
        expectWhole(result, count);
        expect(result.sessions).to.have.lengthOf(1);
        expect(result.complete.fragmentsReceived).to.equal(count);
      });
    });

    it('goes on in a new session where the old one is gone', async () => {
      await withServer({ resumeWindowMs: 0 }, async (url) => {
        const result = await dub(url, speech, { fragmentMs: 500, ...dropAt('fragment:ack', 2) });
        expectWhole(result, Math.ceil(speech.length / 32 / 500));
        expect(result.sessions).to.have.lengthOf(2);
      });
    });
  });
});
