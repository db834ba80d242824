import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { StreamRegistry } from '../../../src/streams/registry.js';
import { fakeWorkers } from '../../support/fake-worker.js';
import { specWith } from '../../support/specs.js';

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
  return { workers, removed, prepared, registry };
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
