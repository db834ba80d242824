import { EventEmitter, getEventListeners } from 'node:events';
import { expect } from 'chai';
import {
  abortable,
  abortError,
  Deferred,
  DubbingError,
  once,
  onAbort,
  sleep,
  throwIfAborted,
  withDeadline,
} from '../../../src/index.js';
import { dubbingRejectionOf, rejectionOf, thrownBy } from '../../support/thrown.js';

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe('abort', () => {
  it('passes a typed reason on and wraps any other', () => {
    const reason = new DubbingError('STREAM_ENDED', 'the stream ended');
    expect(abortError(AbortSignal.abort(reason))).to.equal(reason);
    const wrapped = abortError(AbortSignal.abort('because'));
    expect(wrapped).to.include({ code: 'ABORTED', cause: 'because' });
  });

  it('is thrown only when the signal is aborted', () => {
    throwIfAborted(undefined);
    throwIfAborted(new AbortController().signal);
    expect(thrownBy(() => throwIfAborted(AbortSignal.abort())).code).to.equal('ABORTED');
  });

  it('is heard at once when it already happened, and can be forgotten', () => {
    let heard = 0;
    const count = () => (heard += 1);
    onAbort(undefined, count)();
    onAbort(AbortSignal.abort(), count)();
    expect(heard).to.equal(1);
    const controller = new AbortController();
    onAbort(controller.signal, count)();
    controller.abort();
    expect(heard).to.equal(1);
  });
});

describe('abortable', () => {
  it('settles as the promise does and leaves no listener', async () => {
    const { signal } = new AbortController();
    expect(await abortable(signal, Promise.resolve(1))).to.equal(1);
    const failure = new Error('no');
    expect(await rejectionOf(abortable(signal, Promise.reject(failure)))).to.equal(failure);
    expect(await abortable(undefined, Promise.resolve(2))).to.equal(2);
    expect(listeners(signal)).to.equal(0);
  });

  it('rejects as soon as the signal aborts, and swallows a later failure', async () => {
    const controller = new AbortController();
    const work = new Deferred<void>();
    const result = abortable(controller.signal, work.promise);
    controller.abort();
    expect((await dubbingRejectionOf(result)).code).to.equal('ABORTED');
    work.reject(new Error('nobody listens any more'));
    expect((await dubbingRejectionOf(abortable(AbortSignal.abort(), work.promise))).code).to.equal('ABORTED');
  });
});

describe('withDeadline', () => {
  it('gives the result when it is in time', async () => {
    const { signal } = new AbortController();
    expect(await withDeadline(Promise.resolve('done'), 60_000, signal)).to.equal('done');
    expect(listeners(signal)).to.equal(0);
  });

  it('rejects when time is up, with an error of its own or of the caller', async () => {
    const never = new Deferred<void>().promise;
    const error = await dubbingRejectionOf(withDeadline(never, 1));
    expect(error).to.include({ code: 'DEADLINE_EXCEEDED', retryable: true });
    const own = new Error('too slow');
    expect(await rejectionOf(withDeadline(never, 1, undefined, () => own))).to.equal(own);
  });

  it('rejects when the signal aborts first', async () => {
    const never = new Deferred<void>().promise;
    const error = await dubbingRejectionOf(withDeadline(never, 60_000, AbortSignal.abort()));
    expect(error.code).to.equal('ABORTED');
  });
});

describe('sleep', () => {
  it('ends after its time and leaves no listener', async () => {
    const { signal } = new AbortController();
    await sleep(1, signal);
    await sleep(0);
    expect(listeners(signal)).to.equal(0);
  });

  it('is broken off by the signal', async () => {
    const controller = new AbortController();
    const asleep = sleep(60_000, controller.signal);
    controller.abort();
    expect((await dubbingRejectionOf(asleep)).code).to.equal('ABORTED');
    expect((await dubbingRejectionOf(sleep(0, controller.signal))).code).to.equal('ABORTED');
  });
});

describe('once', () => {
  it('gives the arguments of the event', async () => {
    const emitter = new EventEmitter();
    const event = once(emitter, 'ready');
    emitter.emit('ready', 1, 'two');
    expect(await event).to.deep.equal([1, 'two']);
  });

  it('rejects on the error event, and on abort with our own error', async () => {
    const emitter = new EventEmitter();
    const failing = once(emitter, 'ready');
    const failure = new Error('no');
    emitter.emit('error', failure);
    expect(await rejectionOf(failing)).to.equal(failure);

    const controller = new AbortController();
    const waiting = once(emitter, 'ready', controller.signal);
    controller.abort();
    expect((await dubbingRejectionOf(waiting)).code).to.equal('ABORTED');
    expect(emitter.listenerCount('ready')).to.equal(0);
  });
});
