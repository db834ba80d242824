import { expect } from 'chai';
import { StreamStatus, parse } from '../../../src/index.js';
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

  it('tells the jitter of the release, and what the ends of the stream went through', () => {
    const outputs = [{ language: 'es', url: 'rtmp://host/a', state: 'live', restarts: 0, dropped: 7 }];
    expect(parse(StreamStatus, { ...wireOf('stream-status'), outputs }).outputs[0]?.dropped).to.equal(7);
    expect(spoiled({ release: { jitterMsP50: -1, jitterMsP99: '12' } })).to.have.members([
      'release.jitterMsP50',
      'release.jitterMsP99',
    ]);
    expect(spoiled({ ingest: { reconnects: -1 } })).to.deep.equal(['ingest.reconnects']);
    expect(spoiled({ outputs: [{ ...outputs[0], dropped: 1.5 }] })).to.deep.equal(['outputs.0.dropped']);
  });
});
