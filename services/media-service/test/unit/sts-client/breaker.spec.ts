import { expect } from 'chai';
import { CircuitBreaker } from '../../../src/sts-client/breaker.js';

describe('CircuitBreaker', () => {
  it('opens after so many failures in a row, and not before', () => {
    const breaker = new CircuitBreaker({ failures: 3, openMs: 1000 }, () => 0);
    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    breaker.failed();
    expect(breaker.passes).to.equal(true);
    breaker.failed();
    expect(breaker).to.include({ isOpen: true, passes: false });
  });

  it('lets one probe through after a while, whose outcome decides', () => {
    let nowMs = 0;
    const breaker = new CircuitBreaker({ failures: 1, openMs: 1000 }, () => nowMs);
    breaker.failed();
    nowMs = 1000;
    expect(breaker.passes).to.equal(true);
    expect(breaker.attempt()).to.equal(true);
    expect(breaker.passes).to.equal(false);
    breaker.failed();
    nowMs = 1999;
    expect(breaker.passes).to.equal(false);
    nowMs = 2000;
    breaker.attempt();
    breaker.succeeded();
    expect(breaker).to.include({ isOpen: false, passes: true });
    expect(breaker.attempt()).to.equal(false);
  });

  it('is not kept open longer by what was under way when it opened', () => {
    let nowMs = 0;
    const breaker = new CircuitBreaker({ failures: 1, openMs: 1000 }, () => nowMs);
    breaker.failed();
    nowMs = 900;
    breaker.failed();
    nowMs = 1000;
    expect(breaker.passes).to.equal(true);
  });

  it('may try again when a probe came to nothing', () => {
    let nowMs = 0;
    const breaker = new CircuitBreaker({ failures: 1, openMs: 1000 }, () => nowMs);
    breaker.failed();
    nowMs = 1000;
    breaker.attempt();
    breaker.withdrawn();
    expect(breaker.passes).to.equal(true);
  });
});
