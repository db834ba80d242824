import { createLogger, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import type { Publish } from '../../../src/streams/publish.js';
import { PublishEvents } from '../../../src/streams/publish-events.js';
import { StreamRegistry } from '../../../src/streams/registry.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { specBuilderWith, specWith } from '../../support/specs.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const PATH = 'live/news/in';
/** Longer than any test takes. */
const NEVER_MS = 600_000;

function build({ maxStreams = 4, graceMs = 0, endsAtOnce = true } = {}) {
  const workers = fakeWorkers({ endsAtOnce });
  const log: { msg: string; reason?: string }[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'warn',
    write: (line) => void log.push(JSON.parse(line) as { msg: string }),
  });
  const registry = new StreamRegistry({
    startWorker: workers.start,
    maxStreams,
    maxCrashes: 3,
    endedRetentionMs: 60_000,
    logger: silentLogger,
    prepareFiles: async () => {},
    removeFiles: async () => {},
  });
  const clock = new VirtualClock();
  const events = new PublishEvents(registry, specBuilderWith(), graceMs, logger, clock);
  /** A list that was asked for after all that was told so far. */
  const list = (publishes: readonly Publish[], isWhole = true) => {
    clock.stall(1);
    return events.reconcile({ askedAtMs: clock.nowMs(), publishes, isWhole });
  };
  const end = async (id = 'news'): Promise<void> => {
    registry.get(id).end('it was deleted');
    await registry.get(id).closed;
  };
  return { workers, registry, events, clock, list, end, log };
}

const published = (sourceId: string, path = PATH): Publish => ({ path, sourceId });
const listed = (sourceId: string, path = PATH, readyTime = '2026-01-01T00:00:00Z'): Publish => ({
  path,
  sourceId,
  sourceType: 'rtmpConn',
  readyTime,
});
const nothing = { started: 0, resumed: 0, ending: 0 };

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );
}

describe('PublishEvents, told by hooks', () => {
  it('starts a stream once, whatever is said twice', async () => {
    const { events, workers, registry } = build();
    expect(await events.ready(published('a'))).to.deep.equal({ action: 'started', stream: 'news' });
    expect(await events.ready(published('a'))).to.deep.equal({ action: 'running', stream: 'news' });
    expect(workers.started).to.have.length(1);
    await registry.close();
  });

  it('starts one stream for two hooks of the same moment', async () => {
    const { events, workers, registry } = build();
    const answers = await Promise.all([events.ready(published('a')), events.ready(published('a'))]);
    expect(answers.map(({ action }) => action)).to.deep.equal(['started', 'running']);
    expect(workers.started).to.have.length(1);
    await registry.close();
  });

  it('ends the stream whose publish ends while it is being started', async () => {
    const { events, registry } = build();
    const [, left] = await Promise.all([events.ready(published('a')), events.notReady(published('a'))]);
    expect(left).to.deep.equal({ action: 'ending', stream: 'news' });
    await registry.get('news').closed;
    await registry.close();
  });

  it('starts one stream for two hooks that come while the one before is ending', async () => {
    const { events, registry, workers } = build({ endsAtOnce: false });
    await events.ready(published('a'));
    registry.get('news').end('test');
    const answers = await Promise.all([events.ready(published('b')), events.ready(published('b'))]);
    expect(answers.map(({ action }) => action)).to.deep.equal(['waiting', 'waiting']);
    await workers.started[0]?.finish({ kind: 'ended' });
    expect(workers.started).to.have.length(2);
    expect(registry.get('news').state).to.equal('starting');
    expect((await events.notReady(published('b'))).action).to.equal('ending');
    await workers.started[1]?.finish({ kind: 'ended' });
    await registry.close();
  });

  it('does not start the stream that waits for the one before, when its publisher is gone by then', async () => {
    const { events, registry, workers } = build({ endsAtOnce: false });
    await events.ready(published('a'));
    registry.get('news').end('test');
    await events.ready(published('b'));
    expect((await events.notReady(published('a'))).action).to.equal('ending');
    expect((await events.notReady(published('b'))).reason).to.equal('its stream had not started yet');
    await workers.started[0]?.finish({ kind: 'ended' });
    expect(workers.started).to.have.length(1);
    await registry.close();
  });

  it('ends the stream after an unpublish, and is deaf to spurious ones', async () => {
    const { events, registry } = build();
    await events.ready(published('a'));
    for (const path of ['live/news/out/es', 'live/news/out', 'live/unknown/in', 'elsewhere', 'live/news/in/more'])
      expect((await events.notReady({ path })).action).to.equal('ignored');
    expect(registry.isRunning('news')).to.equal(true);
    expect(await events.notReady(published('a'))).to.deep.equal({ action: 'ending', stream: 'news' });
    await registry.get('news').closed;
    expect((await events.notReady(published('a'))).action).to.equal('ignored');
    await registry.close();
  });

  it('starts nothing for its own outputs and for paths that it does not know', async () => {
    const { events, workers } = build();
    for (const path of ['live/news/out/es', 'live/news/out', 'elsewhere', 'live/News/in'])
      expect((await events.ready({ path, sourceId: 'a' })).action).to.equal('ignored');
    expect(workers.started).to.have.length(0);
  });

  it('lets the end of an earlier publish come late', async () => {
    const { events, registry } = build();
    await events.ready(published('a'));
    expect((await events.ready(published('b'))).action).to.equal('running');
    expect(await events.notReady(published('a'))).to.deep.equal({
      action: 'ignored',
      reason: 'another publish has taken its place',
    });
    expect(registry.isRunning('news')).to.equal(true);
    expect((await events.notReady(published('b'))).action).to.equal('ending');
    await registry.get('news').closed;
    await registry.close();
  });

  it('goes on when the publisher is back within the grace period', async () => {
    const { events, registry } = build({ graceMs: NEVER_MS });
    await events.ready(published('a'));
    await events.notReady(published('a'));
    expect(await events.ready(published('b'))).to.deep.equal({ action: 'resumed', stream: 'news' });
    await registry.close();
  });

  it('leaves streams alone that the API started', async () => {
    const { events, registry, list, workers } = build();
    await registry.start(specWith(), false);
    expect((await events.ready(published('a'))).action).to.equal('ignored');
    expect((await events.notReady(published('a'))).action).to.equal('ignored');
    expect(await list([listed('a')])).to.deep.equal(nothing);
    expect(await list([])).to.deep.equal(nothing);
    expect(registry.isRunning('news')).to.equal(true);
    expect(workers.started).to.have.length(1);
    await registry.close();
  });

  it('refuses for the time being what it has no room for, and everything once the service ends', async () => {
    const { events, registry } = build({ maxStreams: 1 });
    await events.ready(published('a'));
    expect(await codeOf(events.ready(published('b', 'live/other/in')))).to.equal('STREAM_LIMIT');
    await registry.close();
    expect(await codeOf(events.ready(published('a')))).to.equal('SHUTTING_DOWN');
  });
});

describe('PublishEvents, a publish whose stream is over', () => {
  it('is not taken again when somebody ended the stream; the next publish is', async () => {
    const { events, registry, list, end, workers } = build();
    await events.ready(published('a'));
    await list([listed('a')]);
    await end();
    expect((await events.ready(published('a'))).action).to.equal('ignored');
    expect(await list([listed('a')])).to.deep.equal(nothing);
    expect(await list([listed('a')])).to.deep.equal(nothing);
    expect((await events.ready(published('b'))).action).to.equal('started');
    await end();
    expect(await list([listed('b')])).to.deep.equal(nothing);
    expect(await list([listed('b', PATH, '2026-01-01T00:01:00Z')])).to.include({ started: 1 });
    expect(workers.started).to.have.length(3);
    await registry.close();
  });

  it('is not taken again while the stream is being ended', async () => {
    const { events, registry } = build();
    await events.ready(published('a'));
    registry.get('news').end('it was deleted');
    expect((await events.ready(published('a'))).action).to.equal('ignored');
    await registry.get('news').closed;
    expect(registry.isRunning('news')).to.equal(false);
    await registry.close();
  });

  it('is not taken again when the stream failed for good', async () => {
    const { registry, list, workers, log } = build();
    await list([listed('a')]);
    const error = { code: 'INPUT_NO_AUDIO', message: 'no sound', retryable: false };
    await workers.started[0]?.finish({ kind: 'failed', error });
    expect(registry.get('news').state).to.equal('failed');
    for (let round = 0; round < 3; round += 1) expect(await list([listed('a')])).to.deep.equal(nothing);
    expect(log.map(({ msg }) => msg)).to.deep.equal(['a publish is not taken']);
    expect(await list([listed('b')])).to.include({ started: 1 });
    await registry.close();
  });

  it('is taken again when the worker left by itself for want of its source', async () => {
    const { registry, list, workers } = build();
    await list([listed('a')]);
    await workers.started[0]?.finish({ kind: 'ended' });
    expect(await list([listed('a')])).to.include({ started: 1 });
    await registry.close();
  });

  it('is forgotten with the end of the publish', async () => {
    const { events, registry, list, end } = build();
    await events.ready(published('a'));
    await end();
    await events.notReady(published('a'));
    expect((await events.ready(published('a'))).action).to.equal('started');
    await end();
    await list([]);
    expect((await events.ready(published('a'))).action).to.equal('started');
    await registry.close();
  });

  it('is the one that no hook named, where a list does', async () => {
    const { events, registry, list, end } = build();
    await events.ready({ path: PATH });
    await end();
    expect(await list([listed('a')])).to.deep.equal(nothing);
    await registry.close();
  });
});

describe('PublishEvents, told by lists', () => {
  it('starts what is there and ends what is not, each once', async () => {
    const { registry, list, workers } = build({ graceMs: NEVER_MS });
    const both = [listed('a'), listed('b', 'live/sport'), listed('c', 'live/news/out/es'), listed('d', 'other')];
    expect(await list(both)).to.deep.equal({ ...nothing, started: 2 });
    expect(workers.started.map(({ spec }) => spec.id)).to.deep.equal(['news', 'sport']);
    expect(await list(both)).to.deep.equal(nothing);
    expect(await list([listed('a')])).to.deep.equal({ ...nothing, ending: 1 });
    expect(await list([listed('a')])).to.deep.equal(nothing);
    expect(await list(both)).to.deep.equal({ ...nothing, resumed: 1 });
    await registry.close();
  });

  it('ends after the grace period what is not there', async () => {
    const { registry, list } = build();
    await list([listed('a')]);
    await list([]);
    await registry.get('news').closed;
    expect(registry.get('news').state).to.equal('ended');
    await registry.close();
  });

  it('heals a hook that came after the end of its own publish', async () => {
    const { events, registry, list } = build();
    await events.notReady(published('a'));
    expect((await events.ready(published('a'))).action).to.equal('started');
    expect(await list([])).to.deep.equal({ ...nothing, ending: 1 });
    await registry.get('news').closed;
    await registry.close();
  });

  it('believes a hook that came after the list was asked for', async () => {
    const { events, registry, clock } = build();
    const askedAtMs = clock.nowMs();
    await events.ready(published('a'));
    expect(await events.reconcile({ askedAtMs, publishes: [], isWhole: true })).to.deep.equal(nothing);
    expect(registry.isRunning('news')).to.equal(true);
    await events.notReady(published('a'));
    await registry.get('news').closed;
    expect(await events.reconcile({ askedAtMs, publishes: [listed('a')], isWhole: true })).to.deep.equal(nothing);
    expect(registry.isRunning('news')).to.equal(false);
    await registry.close();
  });

  it('takes nothing for gone by a list that may lack something', async () => {
    const { registry, list } = build();
    await list([listed('a')]);
    expect(await list([], false)).to.deep.equal(nothing);
    expect(await list([listed('b', 'live/news')], false)).to.deep.equal(nothing);
    expect(await list([listed('c', 'live/sport')], false)).to.include({ started: 1 });
    expect(registry.isRunning('news')).to.equal(true);
    await registry.close();
  });

  it('takes what there was no room for as soon as there is, and tells of it once', async () => {
    const { registry, list, end, log } = build({ maxStreams: 1 });
    const both = [listed('a'), listed('b', 'live/sport')];
    await list(both);
    for (let round = 0; round < 3; round += 1) expect(await list(both)).to.deep.equal(nothing);
    expect(log).to.have.length(1);
    expect(log[0]).to.include({ msg: 'a publish is not taken yet', stream: 'sport', reason: 'STREAM_LIMIT' });
    await end('news');
    expect(await list(both)).to.include({ started: 1 });
    expect(registry.isRunning('sport')).to.equal(true);
    await registry.close();
  });

  it('keeps the first of two publishes for one stream, and takes the second when the first is gone', async () => {
    const { events, registry, list, workers, log } = build();
    const first = listed('a', 'live/news', '2026-01-01T00:00:00Z');
    const second = listed('b', 'live/news/in', '2026-01-01T00:00:01Z');
    for (let round = 0; round < 3; round += 1) await list([second, first]);
    expect(workers.started.map(({ spec }) => spec.input)).to.deep.equal([
      'http://127.0.0.1:8000/live/news.flv?user=media-service&pass=service-password',
    ]);
    expect(log.map(({ msg }) => msg)).to.deep.equal(['two publishes are for one stream: the first is kept']);
    expect((await events.ready(second)).reason).to.equal('the stream of this name is published as live/news');
    expect(await list([second])).to.deep.equal({ ...nothing, ending: 1 });
    await registry.get('news').closed;
    expect(await list([second])).to.include({ started: 1 });
    expect(workers.started[1]?.spec.input).to.contain('live/news/in');
    await registry.close();
  });

  it('starts what is there though another cannot be started, and says which', async () => {
    const { registry, list, log } = build();
    const prepare = registry.start.bind(registry);
    registry.start = (spec, hooked) =>
      spec.id === 'bad' ? Promise.reject(new Error('the disk is full')) : prepare(spec, hooked);
    for (let round = 0; round < 2; round += 1) await list([listed('a', 'live/bad'), listed('b')]);
    expect(registry.isRunning('news')).to.equal(true);
    expect(log).to.have.length(1);
    expect(log[0]).to.include({ msg: 'a publish cannot be taken', stream: 'bad' });
    await registry.close();
  });
});
