import { expect } from 'chai';
import { StreamStatus } from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';
import { wireOf } from '../../support/fixtures.js';

const spoiled = (fields: object) => faultyFields(StreamStatus, { ...wireOf('stream-status'), ...fields });

describe('StreamStatus', () => {
  it('knows the states of a stream', () => {
    expect(spoiled({ state: 'paused' })).to.deep.equal(['state']);
    expect(spoiled({ sts: { state: 'sleeping', engines: [] } })).to.deep.equal(['sts.state']);
  });

  it('tells instants as ISO 8601 in UTC', () => {
    for (const startedAt of [
      '',
      'yesterday',
      '2026-01-31',
      '2026-01-31T19:00:00',
      '2026-01-31T19:00:00+01:00',
      '1769886000',
    ]) {
      expect(spoiled({ startedAt }), startedAt).to.deep.equal(['startedAt']);
    }
  });
});
