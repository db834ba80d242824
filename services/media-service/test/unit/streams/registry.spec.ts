import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { PublishEvents } from '../../../src/streams/publish-events.js';
import { StreamRegistry } from '../../../src/streams/registry.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { specBuilderWith, specWith } from '../../support/specs.js';

function build(maxStreams = 4) {
  const workers = fakeWorkers();
  const removed: string[] = [];
  const prepared: string[] = [];
  const registry = new StreamRegistry({
    startWorker: workers.start,
    maxStreams,
    maxCrashes: 3,
    endedRetentionMs: 60_000,
    logger: silentLogger,
    prepareFiles: async (spec) => void prepared.push(spec.id),
    removeFiles: async (id) => void removed.push(id),
  });
  const events = new PublishEvents(registry, specBuilderWith(), 0, silentLogger);
  return { workers, removed, prepared, registry, events };
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );
}

describe('StreamRegistry', () => {
  it('runs one stream of a name at a time, and lets an ended name be used anew', async () => {
    const { registry, removed, prepared } = build();
    const first = await registry.start(specWith(), false);
    expect(await codeOf(registry.start(specWith(), false))).to.equal('STREAM_EXISTS');
    first.end('test');
    await first.closed;
    expect(registry.get('news')).to.equal(first);
    const second = await registry.start(specWith(), false);
    expect(registry.get('news')).to.equal(second);
    expect(removed).to.deep.equal(['news']);
    expect(prepared).to.deep.equal(['news', 'news']);
    await registry.close();
  });

  it('keeps to the number of streams that it may run', async () => {
    const { registry } = build(1);
    await registry.start(specWith(), false);
    expect(await codeOf(registry.start(specWith({ id: 'other' }), false))).to.equal('STREAM_LIMIT');
    await registry.close();
  });

  it('ends everything at its close and takes nothing more', async () => {
    const { registry, workers } = build();
    await registry.start(specWith(), false);
    await registry.close();
    expect(workers.started[0]?.ends).to.have.length(1);
    expect(await codeOf(registry.start(specWith({ id: 'other' }), false))).to.equal('SHUTTING_DOWN');
    expect(() => registry.get('other'))
      .to.throw()
      .with.property('code', 'STREAM_UNKNOWN');
  });
});

describe('PublishEvents', () => {
  it('starts a stream once, whatever is said twice', async () => {
    const { events, workers, registry } = build();
    expect(await events.ready('live/news')).to.deep.equal({ action: 'started', stream: 'news' });
    expect(await events.ready('live/news')).to.deep.equal({ action: 'running', stream: 'news' });
    expect(workers.started).to.have.length(1);
    await registry.close();
  });

  it('starts one stream for two notices that wait for the end of the one before', async () => {
    const { events, registry } = build();
    await events.ready('live/news');
    registry.get('news').end('test');
    const answers = await Promise.all([events.ready('live/news'), events.ready('live/news')]);
    expect(answers.map(({ action }) => action).toSorted()).to.deep.equal(['running', 'started']);
    await registry.close();
  });

  it('ends the stream after an unpublish, and is deaf to spurious ones', async () => {
    const { events, registry } = build();
    await events.ready('live/news/in');
    expect(events.notReady('live/news/out').action).to.equal('ignored');
    expect(events.notReady('live/unknown').action).to.equal('ignored');
    expect(registry.isRunning('news')).to.equal(true);
    expect(events.notReady('live/news/in')).to.deep.equal({ action: 'ending', stream: 'news' });
    await registry.get('news').closed;
    expect(events.notReady('live/news/in').action).to.equal('ignored');
    await registry.close();
  });

  it('leaves streams alone that the API started', async () => {
    const { events, registry } = build();
    await registry.start(specWith(), false);
    expect(events.notReady('live/news').action).to.equal('ignored');
    await registry.close();
  });
});
