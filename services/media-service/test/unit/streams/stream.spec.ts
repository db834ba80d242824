import { DubbingError, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import type { CaptionEvent } from '../../../src/streams/caption-hub.js';
import { Stream, type StreamOptions } from '../../../src/streams/stream.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { specWith } from '../../support/specs.js';

const crash = {
  kind: 'crashed',
  error: new DubbingError('WORKER_CRASHED', 'it crashed', { retryable: true }),
} as const;

function openStream(options: Partial<StreamOptions> = {}) {
  const workers = fakeWorkers();
  const waiters: (() => void)[] = [];
  const stream = new Stream({
    spec: specWith(),
    hooked: true,
    maxCrashes: 3,
    logger: silentLogger,
    startWorker: (spec, tell) => {
      const worker = workers.start(spec, tell);
      for (const wake of waiters.splice(0)) wake();
      return worker;
    },
    ...options,
  });
  const nextWorker = () => new Promise<void>((resolve) => waiters.push(resolve));
  return { stream, workers, nextWorker };
}

describe('Stream', () => {
  it('hands on what is being said, also when a worker took the place of another, until it is over', async () => {
    const { stream, workers, nextWorker } = openStream();
    const heard: string[] = [];
    const onEvent = (event: CaptionEvent) =>
      void heard.push('caption' in event ? `${event.name} ${event.caption.text}` : event.name);
    stream.captions.listen({ onEvent, onEnd: () => void heard.push('end') });
    workers.started[0]?.caption('partial', 'good');
    const restarted = nextWorker();
    await workers.started[0]?.finish(crash);
    await restarted;
    workers.started[1]?.caption('final', 'good evening');
    expect(stream.state).to.equal('starting');
    stream.end('test');
    await stream.closed;
    expect(heard).to.deep.equal(['partial good', 'restart', 'final good evening', 'end']);
  });

  it('follows what its worker says', () => {
    const { stream, workers } = openStream();
    expect(stream.state).to.equal('starting');
    workers.started[0]?.say('live');
    expect(stream.status()).to.include({ state: 'live', id: 'news', restarts: 0, hlsUrl: '/hls/news/master.m3u8' });
    workers.started[0]?.say('waiting-for-source');
    expect(stream.state).to.equal('waiting-for-source');
    stream.end('test');
  });

  it('starts a crashed worker again and says why', async () => {
    const { stream, workers, nextWorker } = openStream();
    workers.started[0]?.say('live');
    const again = nextWorker();
    await workers.started[0]?.finish(crash);
    expect(stream.status()).to.include({ state: 'starting', restarts: 1 });
    expect(stream.status().error).to.include({ code: 'WORKER_CRASHED', retryable: true });
    await again;
    workers.started[1]?.say('live');
    expect(stream.status().error).to.equal(undefined);
    stream.end('test');
  });

  it('is degraded after too many crashes, and stays so while they are recent', async () => {
    const { stream, workers, nextWorker } = openStream({ maxCrashes: 2 });
    for (let run = 0; run < 2; run += 1) {
      const again = nextWorker();
      await workers.started[run]?.finish(crash);
      await again;
    }
    expect(stream.state).to.equal('degraded');
    workers.started[2]?.say('live');
    expect(stream.state).to.equal('degraded');
    stream.end('test');
    await stream.closed;
    expect(stream.state).to.equal('ended');
  });

  it('fails for good on an error that a restart cannot mend', async () => {
    const { stream, workers } = openStream();
    await workers.started[0]?.finish({
      kind: 'failed',
      error: { code: 'INPUT_NO_AUDIO', message: 'no audio', retryable: false },
    });
    await stream.closed;
    expect(stream.status()).to.deep.include({
      state: 'failed',
      error: { code: 'INPUT_NO_AUDIO', message: 'no audio', retryable: false },
    });
  });

  it('fails on an input of a request that never worked, and waits for one that a publish announced', async () => {
    const unreachable = {
      kind: 'failed',
      error: { code: 'INPUT_UNREACHABLE', message: 'nobody there', retryable: true },
    } as const;
    const asked = openStream({ hooked: false });
    await asked.workers.started[0]?.finish(unreachable);
    expect(asked.stream.state).to.equal('failed');
    const published = openStream({ hooked: true });
    await published.workers.started[0]?.finish(unreachable);
    expect(published.stream.state).to.equal('starting');
    published.stream.end('test');
  });

  it('ends when the grace period after an unpublish is over', async () => {
    const { stream, workers } = openStream();
    stream.sourceUnpublished(0);
    stream.sourceUnpublished(0);
    await stream.closed;
    expect(workers.started[0]?.ends).to.deep.equal(['the source was unpublished']);
    expect(stream.state).to.equal('ended');
  });

  it('goes on as it was when the publisher comes back in time', () => {
    const { stream, workers } = openStream();
    workers.started[0]?.say('live');
    expect(stream.sourcePublished()).to.equal('running');
    stream.sourceUnpublished(60_000);
    expect(stream.sourcePublished()).to.equal('resumed');
    expect(stream.state).to.equal('live');
    expect(workers.started).to.have.length(1);
    stream.end('test');
  });

  it('ends while its worker waits to be started again', async () => {
    const { stream, workers } = openStream();
    await workers.started[0]?.finish(crash);
    stream.end('test');
    stream.end('again');
    await stream.closed;
    expect(workers.started).to.have.length(1);
  });

  it('ends by itself when its source is over', async () => {
    const { stream, workers } = openStream({ hooked: false });
    workers.started[0]?.say('live');
    workers.started[0]?.say('ending');
    expect(stream.state).to.equal('live');
    await workers.started[0]?.finish({ kind: 'ended' });
    expect(stream.state).to.equal('ended');
    expect(stream.status().endedAt).to.be.a('string');
  });
});
