import { expect } from 'chai';
import { Health, type HealthPart, type PartHealth } from '../../../src/health/health.js';

const about = { service: 'media-service', version: '1.2.3' };
const part = (name: string, needed: boolean, health: PartHealth): HealthPart => ({
  name,
  needed,
  health: () => health,
});

describe('Health', () => {
  it('is well when every part is', () => {
    const health = new Health(about, [part('a', true, { status: 'ok', kind: 'embedded' })]);
    expect(health.report()).to.deep.equal({ status: 'ok', ...about, parts: { a: { status: 'ok', kind: 'embedded' } } });
    expect(health.readiness()).to.deep.equal({ status: 'ready' });
  });

  it('is degraded by any part, and takes no streams only where one that is needed is down', () => {
    const parts = [
      part('a', true, { status: 'degraded', problem: 'too old' }),
      part('b', false, { status: 'down', problem: 'away' }),
    ];
    const health = new Health(about, parts);
    expect(health.report()).to.include({ status: 'degraded' });
    expect(health.readiness()).to.deep.equal({ status: 'ready' });
    const without = new Health(about, [...parts, part('c', true, { status: 'down', problem: 'gone' })]);
    expect(without.report()).to.include({ status: 'degraded' });
    expect(without.readiness()).to.deep.equal({ status: 'not-ready', problems: { c: 'gone' } });
  });

  it('asks its parts each time', () => {
    let status: PartHealth['status'] = 'down';
    const health = new Health(about, [{ name: 'a', needed: true, health: () => ({ status }) }]);
    expect(health.readiness()).to.deep.equal({ status: 'not-ready', problems: { a: 'it does not work' } });
    status = 'ok';
    expect(health.readiness()).to.deep.equal({ status: 'ready' });
  });

  it('says that it drains, and still how its parts are', () => {
    const health = new Health(about, [part('a', true, { status: 'down', problem: 'gone' })]);
    health.drain();
    expect(health.report()).to.deep.include({ status: 'draining', parts: { a: { status: 'down', problem: 'gone' } } });
    expect(health.readiness()).to.deep.include({ status: 'draining' });
  });
});
