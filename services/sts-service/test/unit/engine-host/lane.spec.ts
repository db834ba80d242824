import { Deferred } from '@dubbing/common';
import { expect } from 'chai';
import { Lane, type LaneRequest } from '../../../src/engine-host/lane.js';
import { rejection } from '../../support/rejection.js';

interface Worker {
  readonly name: string;
}

function request(overrides: Partial<LaneRequest> = {}): LaneRequest {
  return {
    sessionKey: 'a',
    deadlineAtMs: performance.now() + 60_000,
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** Everything that needs no event from outside has happened then. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Lane', () => {
  const worker = { name: 'one' };
  let lane: Lane<Worker>;

  beforeEach(() => {
    lane = new Lane('the engine', 2);
  });

  it('gives a worker one job at a time', async () => {
    lane.add(worker);
    const first = new Deferred<string>();
    const running = lane.run(request(), () => first.promise);
    const waiting = lane.run(request(), ({ name }) => Promise.resolve(name));
    expect(lane.stats).to.deep.equal({ queued: 1, busy: 1, workers: 1 });
    first.resolve('done');
    expect(await running).to.equal('done');
    expect(await waiting).to.equal('one');
    expect(lane.stats).to.deep.equal({ queued: 0, busy: 0, workers: 1 });
  });

  it('gives a worker that works on several as many as wait, in turns, and the next when all are done', async () => {
    lane = new Lane('the engine', 8);
    const done = new Map<string, Deferred<void>>();
    const begun: string[] = [];
    const jobs = ['a1', 'a2', 'a3', 'b1', 'c1'].map((name) =>
      lane.run(request({ sessionKey: name.slice(0, 1) }), () => {
        begun.push(name);
        const job = new Deferred<void>();
        done.set(name, job);
        return job.promise;
      }),
    );
    expect(lane.stats).to.include({ queued: 5, busy: 0 });
    lane.add(worker, 3);
    await turn();
    expect(begun).to.deep.equal(['a1', 'b1', 'c1']);
    done.get('b1')?.resolve();
    done.get('a1')?.reject(new Error('no'));
    await Promise.allSettled(jobs.slice(0, 1));
    expect(lane.stats).to.include({ queued: 2, busy: 1 });
    done.get('c1')?.resolve();
    await turn();
    expect(begun.slice(3)).to.deep.equal(['a2', 'a3']);
    for (const job of done.values()) job.resolve();
    const results = await Promise.allSettled(jobs);
    expect(results.map(({ status }) => status)).to.deep.equal([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(lane.stats).to.include({ queued: 0, busy: 0 });
  });

  it('keeps jobs until a worker comes', async () => {
    const waiting = lane.run(request(), ({ name }) => Promise.resolve(name));
    lane.add(worker);
    expect(await waiting).to.equal('one');
  });

  it('gives no job to a worker that was removed', () => {
    lane.add(worker);
    lane.remove(worker);
    void lane.run(request(), () => Promise.resolve()).catch(() => {});
    expect(lane.stats).to.deep.equal({ queued: 1, busy: 0, workers: 0 });
    lane.close();
  });

  it('refuses more than its queue holds', async () => {
    const waiting = [lane.run(request(), () => Promise.resolve()), lane.run(request(), () => Promise.resolve())];
    const error = await rejection(lane.run(request(), () => Promise.resolve()));
    expect(error).to.include({ code: 'ENGINE_BUSY', source: 'the engine', retryable: true });
    lane.add(worker);
    await Promise.all(waiting);
  });

  it('fails at the deadline in the queue, and takes the job out of it', async () => {
    const error = await rejection(lane.run(request({ deadlineAtMs: performance.now() + 5 }), () => Promise.resolve()));
    expect(error).to.include({ code: 'DEADLINE_EXCEEDED', retryable: true });
    expect(lane.stats.queued).to.equal(0);
  });

  it('fails at the deadline of a running job at once, and frees the worker when the job has ended', async () => {
    lane.add(worker);
    const stuck = new Deferred<void>();
    let told: AbortSignal | undefined;
    const running = lane.run(request({ deadlineAtMs: performance.now() + 5 }), (_, signal) => {
      told = signal;
      return stuck.promise;
    });
    expect(await rejection(running)).to.include({ code: 'DEADLINE_EXCEEDED' });
    expect(told?.aborted).to.equal(true);
    expect(lane.stats.busy).to.equal(1);
    const next = lane.run(request(), ({ name }) => Promise.resolve(name));
    stuck.reject(new Error('stopped'));
    expect(await next).to.equal('one');
  });

  it('stops waiting when the caller aborts', async () => {
    const caller = new AbortController();
    const waiting = lane.run(request({ signal: caller.signal }), () => Promise.resolve());
    caller.abort();
    expect(await rejection(waiting)).to.include({ code: 'ABORTED' });
    expect(lane.stats.queued).to.equal(0);
  });

  it('takes nothing from a caller that has aborted', async () => {
    lane.add(worker);
    const signal = AbortSignal.abort();
    expect(await rejection(lane.run(request({ signal }), () => Promise.resolve()))).to.include({ code: 'ABORTED' });
    expect(lane.stats.busy).to.equal(0);
  });

  it('passes on what the job throws and goes on', async () => {
    lane.add(worker);
    const failure = new Error('no');
    const thrown: unknown = await lane.run(request(), () => Promise.reject(failure)).catch((error: unknown) => error);
    expect(thrown).to.equal(failure);
    expect(await lane.run(request(), ({ name }) => Promise.resolve(name))).to.equal('one');
  });

  it('fails what waits when it is closed, and what comes later', async () => {
    const waiting = lane.run(request(), () => Promise.resolve());
    lane.close();
    expect(await rejection(waiting)).to.include({ code: 'SHUTTING_DOWN' });
    expect(await rejection(lane.run(request(), () => Promise.resolve()))).to.include({ code: 'SHUTTING_DOWN' });
  });
});
