import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { STS_EVENTS, STS_SOCKET_PATH } from '@dubbing/contracts';
import { expect } from 'chai';
import { io, type Socket } from 'socket.io-client';
import { runTool } from '../../src/process/run-tool.js';
import { LiveTest, programmeFile } from '../support/live.js';

interface Refusal {
  code?: string;
  field?: string;
  message?: string;
}

describe('bad input over the wire', function () {
  this.timeout(120_000);
  let live: LiveTest;

  before(async () => {
    live = await LiveTest.start();
  });

  after(async () => live?.close());

  /** The error of an answer, however it is wrapped. */
  const errorOf = (body: unknown): Refusal => (body as { error?: Refusal }).error ?? (body as Refusal);

  const refusals: [string, Record<string, unknown>, string][] = [
    ['a stream without an input', { id: 'a', targetLanguages: ['es'] }, 'input'],
    ['an id with capitals', { id: 'A B', input: 'http://127.0.0.1:9/x.flv', targetLanguages: ['es'] }, 'id'],
    ['no target language', { id: 'a', input: 'http://127.0.0.1:9/x.flv', targetLanguages: [] }, 'targetLanguages'],
    [
      'a delay out of range',
      { id: 'a', input: 'http://127.0.0.1:9/x.flv', targetLanguages: ['es'], delayMs: 1 },
      'delayMs',
    ],
  ];
  for (const [what, stream, field] of refusals) {
    it(`refuses ${what} and names ${field}`, async () => {
      const { status, body } = await live.stack.api.create(stream);
      expect(status).to.be.within(400, 422);
      expect(errorOf(body).field).to.equal(field);
      expect(errorOf(body).code).to.match(/^[A-Z_]+$/);
    });
  }

  it('answers 404 for a stream that is not there', async () => {
    expect(await live.stack.api.remove('nobody')).to.equal(404);
  });

  const faults: [string, () => Promise<string>][] = [
    ['a file that is not there', async () => join(live.dir, 'nowhere.ts')],
    [
      'a file that is no media',
      async () => {
        const file = join(live.dir, 'text.ts');
        await writeFile(file, 'This is no media at all.\n'.repeat(1_000));
        return file;
      },
    ],
    [
      'a file without sound',
      async () => {
        const file = join(live.dir, 'mute.ts');
        await runTool('ffmpeg', ['-v', 'error', '-y', '-i', programmeFile, '-t', '2', '-an', '-c', 'copy', file]);
        return file;
      },
    ],
    [
      'video that is not H.264',
      async () => {
        const file = join(live.dir, 'mpeg2.ts');
        await runTool('ffmpeg', [
          '-v',
          'error',
          '-y',
          '-i',
          programmeFile,
          '-t',
          '2',
          '-s',
          '320x180',
          '-c:v',
          'mpeg2video',
          '-c:a',
          'copy',
          file,
        ]);
        return file;
      },
    ],
  ];
  const fail = async (make: () => Promise<string>, id: string): Promise<void> => {
    const { status } = await live.stack.api.create({
      id,
      input: `file://${await make()}`,
      targetLanguages: ['es'],
      outputs: [{ language: 'es', url: `file://${join(live.dir, `${id}.ts`)}` }],
    });
    expect(status).to.be.oneOf([200, 201, 202, 400, 422]);
    if (status >= 400) return;
    const { error } = await live.until(id, 'the stream to fail', 60_000, ({ state }) => state === 'failed');
    expect(error?.code).to.match(/^[A-Z_]+$/);
    expect(error?.message).to.be.a('string').that.is.not.empty;
  };

  describe('that is found out on the way', () => {
    /** They fail side by side: some are played for seconds before they are known. */
    let failing: Promise<void>[];

    before(() => {
      failing = faults.map(([, make], index) => fail(make, `bad-${index}`));
      // Who is asked later must not count as unhandled until then.
      for (const each of failing) each.catch(() => undefined);
    });

    faults.forEach(([what], index) => {
      it(`ends a stream with ${what} by an error with a code`, () => failing[index]);
    });
  });

  it('refuses an unknown language over the socket, and disturbs no other session', async () => {
    const [bad, good] = [open(live.stack.sts.url), open(live.stack.sts.url)];
    try {
      const refused = answer(bad, STS_EVENTS.error);
      bad.emit(STS_EVENTS.init, init({ targetLanguages: ['zz'] }));
      expect(await refused)
        .to.have.property('code')
        .that.matches(/^[A-Z_]+$/);
      const ready = answer(good, STS_EVENTS.ready);
      good.emit(STS_EVENTS.init, init({}));
      expect(await ready).to.have.property('sessionId');
    } finally {
      bad.disconnect();
      good.disconnect();
    }
  });

  it('names the field of a wrong sample rate', async () => {
    const socket = open(live.stack.sts.url);
    try {
      const refused = answer(socket, STS_EVENTS.error);
      socket.emit(STS_EVENTS.init, init({ audio: { encoding: 'pcm_s16le', sampleRateHz: 1, channels: 1 } }));
      expect(((await refused) as Refusal).field).to.equal('audio.sampleRateHz');
    } finally {
      socket.disconnect();
    }
  });

  it('refuses truncated PCM and goes on', async () => {
    const socket = open(live.stack.sts.url);
    try {
      const ready = answer(socket, STS_EVENTS.ready);
      socket.emit(STS_EVENTS.init, init({}));
      await ready;
      const refused = answer(socket, STS_EVENTS.error);
      socket.emit(STS_EVENTS.fragmentData, fragment(Buffer.alloc(100)));
      expect(await refused).to.have.property('fragmentId', 'f-0');
      const processed = answer(socket, STS_EVENTS.fragmentProcessed);
      socket.emit(STS_EVENTS.fragmentData, fragment(Buffer.alloc(32_000)));
      expect(await processed).to.have.property('status', 'empty');
    } finally {
      socket.disconnect();
    }
  });

  it('survives a peer that speaks no RTMP', async () => {
    const socket = connect(live.stack.options.ports.rtmp, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.end('GET / HTTP/1.1\r\n\r\n'.repeat(200), () => resolve(undefined)));
    socket.destroy();
    await live.publish('after');
    await live.untilOnAir('after');
  });
});

const init = (fields: Record<string, unknown>): Record<string, unknown> => ({
  protocol: { min: '1.0', max: '1.0' },
  streamId: 'wire',
  sourceLanguage: 'en',
  targetLanguages: ['es'],
  audio: { encoding: 'pcm_s16le', sampleRateHz: 16_000, channels: 1 },
  replyAudio: { encoding: 'pcm_s16le', sampleRateHz: 48_000, channels: 1 },
  ...fields,
});

const fragment = (pcm: Buffer): Record<string, unknown> => ({
  fragmentId: 'f-0',
  sequence: 0,
  startPtsNs: '0',
  endPtsNs: '1000000000',
  durationMs: 1_000,
  deadlineMs: 20_000,
  slot: { targetMs: 1_000, maxMs: 1_500 },
  pcm,
});

const open = (url: string): Socket =>
  io(url, { path: STS_SOCKET_PATH, transports: ['websocket'], reconnection: false, forceNew: true });

/** The next message of a kind; a peer that never answers fails by the test's time limit. */
const answer = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => socket.once(event, resolve));
