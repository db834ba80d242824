import { STS_EVENTS, SUPPORTED_RANGE, StreamReady } from '@dubbing/contracts';
import { expect } from 'chai';
import type { App } from '../../../src/app.js';
import { TestClient, init } from '../../support/client.js';
import { keptLogger, startService } from '../../support/service.js';

describe('the agreement on a version', () => {
  let app: App;
  let client: TestClient;
  const { logger, lines } = keptLogger();

  before(async () => {
    app = await startService({ logger });
  });
  after(() => app.close());
  beforeEach(() => {
    client = new TestClient(app.url);
  });
  afterEach(() => {
    client.close();
  });

  for (const [min, max, agreed] of [
    ['1.0', '1.0', '1.0'],
    ['1.0', '1.1', '1.1'],
    ['1.1', '1.1', '1.1'],
    ['1.0', '9.9', '1.1'],
    ['0.1', '1.0', '1.0'],
  ] as const) {
    it(`takes ${agreed} of ${min} to ${max}`, async () => {
      expect((await client.open({ protocol: { min, max } })).protocol).to.equal(agreed);
    });
  }

  for (const offered of [
    { min: '0.1', max: '0.9' },
    { min: '1.2', max: '1.9' },
    { min: '2.0', max: '3.1' },
  ]) {
    it(`refuses ${offered.min} to ${offered.max}, tells both ranges, and lets the client try again`, async () => {
      client.send(STS_EVENTS.init, { ...init, protocol: offered });
      const refusal = await client.refusal();
      expect(refusal).to.deep.include({ code: 'PROTOCOL_UNSUPPORTED', field: 'protocol', retryable: false });
      expect(refusal.protocols).to.deep.equal({ client: offered, server: SUPPORTED_RANGE });
      expect(refusal.message).to.contain(offered.min).and.to.contain(SUPPORTED_RANGE.max);
      const logged = lines.findLast(({ msg, message = msg }) => message === 'message refused');
      expect(JSON.stringify(logged)).to.contain(offered.max);
      client.send(STS_EVENTS.init, init);
      expect((await client.next(STS_EVENTS.ready, StreamReady)).resumed).to.equal(false);
    });
  }

  it('refuses a range that is none', async () => {
    for (const protocol of [undefined, '1.0', { min: '1.0' }, { min: '1.1', max: '1.0' }, { min: 1, max: 2 }]) {
      client.send(STS_EVENTS.init, { ...init, protocol });
      const refusal = await client.refusal();
      expect(refusal.code).to.equal('CONTRACT_INVALID');
      expect(refusal.field).to.match(/^protocol/);
      expect(refusal).not.to.have.property('protocols');
    }
  });
});
