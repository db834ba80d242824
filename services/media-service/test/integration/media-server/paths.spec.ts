import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { openPublication, type Publication } from '../../../src/publish/rtmp/publication.js';
import { freePort } from '../../support/media/listen.js';
import { MediaServer } from '../../support/media/media-server.js';

const AUDIO = 8;
/** How FLV says that AAC follows, and of which kind: 48 kHz, stereo. */
const AAC_CONFIG = Buffer.from('af001190', 'hex');

describe('The paths of the embedded media server', function () {
  this.timeout(20_000);
  let server: MediaServer;
  const open = new Set<Publication>();

  before(async () => {
    server = new MediaServer(await freePort(), await freePort());
    await server.start();
  });
  afterEach(async () => {
    for (const publication of open) {
      const path = server.next('unpublished');
      publication.destroy();
      await path;
    }
    open.clear();
  });
  after(() => server.stop());

  function publication(app: string, stream: string): Promise<Publication> {
    const { rtmpPort: port } = server;
    const tcUrl = `rtmp://127.0.0.1:${port}/${app}`;
    const address = { tls: false, host: '127.0.0.1', port, app, stream, tcUrl, user: undefined, password: undefined };
    return openPublication(address, { signal: new AbortController().signal });
  }

  /** Publishes as an encoder does that cuts the path there. @returns the path that the server tells of */
  async function publish(app: string, stream: string): Promise<string> {
    const path = server.next('published');
    const opened = await publication(app, stream);
    open.add(opened);
    opened.send(AUDIO, 0, AAC_CONFIG);
    return path;
  }

  /** Plays until the sound's configuration has come. */
  async function play(path: string): Promise<void> {
    const abort = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${server.flvPort}/${path}.flv`, { signal: abort.signal });
    expect(answer.status).to.equal(200);
    let got = Buffer.alloc(0);
    for await (const part of answer.body ?? []) {
      got = Buffer.concat([got, part as Uint8Array]);
      if (got.includes(AAC_CONFIG)) break;
    }
    expect(got.toString('latin1', 0, 3)).to.equal('FLV');
    expect(got.includes(AAC_CONFIG)).to.equal(true);
    abort.abort();
  }

  /** The first thing that a WebSocket player is given; nothing where it is turned away. */
  async function overWebSocket(path: string): Promise<string> {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    const asked = request({ host: '127.0.0.1', port: server.flvPort, path: `/${path}.flv`, headers });
    return new Promise((resolve) => {
      asked.once('error', () => resolve(''));
      asked.once('upgrade', (_answer, socket: Socket, head: Buffer) => {
        const given = (part: Buffer): void => {
          resolve(part.toString('latin1'));
          socket.destroy();
        };
        if (head.length > 0) given(head);
        else socket.once('data', given);
      });
      asked.end();
    });
  }

  for (const [app, stream] of [
    ['live', 'news/in'],
    ['live/news', 'in'],
    ['live', 'news'],
  ] as const) {
    it(`takes a source as ${app} and ${stream}, and gives it by both of its names`, async () => {
      expect(await publish(app, stream)).to.equal('live/news/in');
      await play('live/news/in');
      await play('live/news');
    });
  }

  for (const [app, stream] of [
    ['live', 'news/out/es'],
    ['live/news', 'out/es'],
    ['live/news/out', 'es?key=one'],
  ] as const) {
    it(`takes a dub as ${app} and ${stream}`, async () => {
      expect(await publish(app, stream)).to.equal('live/news/out/es');
      await play('live/news/out/es');
    });
  }

  it('turns a second publisher away, whichever name of the path it comes by', async () => {
    await publish('live/news', 'in');
    // The server agrees before it looks, and hangs up then.
    await (
      await publication('live', 'news')
    ).over;
    await play('live/news/in');
  });

  it('refuses what is no path of the service, in words', async () => {
    const over = await (await publication('live', 'news_es')).over;
    expect(over.message).to.contain('live/news_es is no path of this server');
  });

  it('has nothing at other addresses', async () => {
    for (const path of ['live/news_es.flv', 'news/in.flv', 'live/news', '', 'api/v1/streams', 'admin/']) {
      const answer = await fetch(`http://127.0.0.1:${server.flvPort}/${path}`);
      expect(answer.status, path).to.equal(404);
    }
    expect(await overWebSocket('live/news_es')).to.equal('');
  });

  it('gives a path to WebSocket players', async () => {
    await publish('live', 'news/out/es');
    // The first two bytes are the frame's own.
    expect((await overWebSocket('live/news/out/es')).slice(2, 5)).to.equal('FLV');
  });

  it('ends the connection of a client that it cannot read, and no other', async () => {
    await publish('live', 'news/in');
    const socket = connect(server.rtmpPort, '127.0.0.1');
    const answered = once(socket, 'data');
    // Version 3, a first packet without a digest; the echo of the server's answer, which it does not look at.
    socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(1536)]));
    await answered;
    socket.resume();
    const command = Buffer.from('020007636f6e6e656374003ff000000000000003000009', 'hex');
    const header = Buffer.from([3, 0, 0, 0, 0, 0, command.length, 20, 0, 0, 0, 0]);
    socket.write(Buffer.concat([Buffer.alloc(1536), header, command]));
    await once(socket, 'end');
    socket.destroy();
    await play('live/news/in');
  });
});
