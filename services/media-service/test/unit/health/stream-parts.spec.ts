import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import type { PartHealth } from '../../../src/health/health.js';
import { streamParts } from '../../../src/health/stream-parts.js';
import { Stream } from '../../../src/streams/stream.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { specWith } from '../../support/specs.js';

describe('streamParts', () => {
  const streams: Stream[] = [];
  const workers = fakeWorkers();
  const start = (id: string): Stream => {
    const spec = specWith({ id });
    const stream = new Stream({ spec, hooked: true, startWorker: workers.start, maxCrashes: 1, logger: silentLogger });
    streams.push(stream);
    return stream;
  };
  const health = (name: string): PartHealth | undefined =>
    streamParts(() => streams, 16)
      .find((part) => part.name === name)
      ?.health();
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.end('the test is over');
    workers.started.splice(0);
  });

  it('are well without any stream', () => {
    expect(health('streams')).to.deep.include({ status: 'ok', running: 0, limit: 16 });
    expect(health('speech-to-speech')).to.deep.equal({ status: 'ok', streams: 0, connected: 0 });
  });

  it('count streams by state, and none that is over', () => {
    start('one');
    start('two');
    start('three').end('it was deleted');
    workers.started[0]?.say('live');
    const of = { running: 2 + Number(streams[2]?.state === 'ending'), live: 1, starting: 1, waitingForSource: 0 };
    expect(health('streams')).to.deep.include({ status: 'ok', ...of, degraded: 0 });
  });

  it('name the streams whose workers keep crashing', async () => {
    start('one');
    await workers.started[0]?.finish({ kind: 'failed', error: { code: 'X', message: 'x', retryable: true } });
    expect(health('streams')).to.deep.include({
      status: 'degraded',
      problem: 'workers keep crashing: one',
      degraded: 1,
    });
  });

  it('name the streams that are on the air without speech-to-speech', () => {
    start('one');
    start('two');
    start('three');
    workers.started[0]?.say('live');
    workers.started[1]?.say('live', { sts: { state: 'connecting', engines: [] } });
    // It is not on the air yet.
    workers.started[2]?.say('starting', { sts: { state: 'connecting', engines: [] } });
    expect(health('speech-to-speech')).to.deep.equal({
      status: 'degraded',
      problem: 'no connection: two (connecting); the original is heard',
      streams: 2,
      connected: 1,
    });
  });
});
