import { Deferred } from '@dubbing/common';
import { expect } from 'chai';
import { keepRunning, type Restartable } from '../../../src/stack/keep-running.js';

/** A service that ends when it is told to and whose first starts fail. */
class FakeService implements Restartable {
  starts = 0;
  #process = new Deferred<void>();
  readonly #started = new Deferred<void>();

  constructor(private failures = 0) {}

  get ended(): Promise<void> {
    return this.#process.promise;
  }

  /** Resolves with the first start that worked. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  end(): void {
    this.#process.resolve();
  }

  start(): Promise<void> {
    this.starts += 1;
    if (this.failures-- > 0) return Promise.reject(new Error('the port is taken'));
    this.#process = new Deferred();
    this.#started.resolve();
    return Promise.resolve();
  }
}

describe('keepRunning', () => {
  const options = { name: 'sts-service', initialMs: 1, maxMs: 2 };

  it('starts a service that ended by itself, until it runs', async () => {
    const service = new FakeService(2);
    const said: string[] = [];
    const kept = keepRunning(service, { ...options, say: (text) => said.push(text) });
    service.end();
    await service.started;
    await kept.stop();
    expect(service.starts).to.equal(3);
    expect(said[0]).to.contain('sts-service ended by itself');
    expect(said.filter((text) => text.includes('the port is taken'))).to.have.length(2);
  });

  it('leaves a service alone once it is stopped', async () => {
    const service = new FakeService();
    const kept = keepRunning(service, { ...options, say: () => undefined });
    await kept.stop();
    await kept.stop();
    service.end();
    await service.ended;
    expect(service.starts).to.equal(0);
  });
});
