import { expect } from 'chai';
import request from 'supertest';
import { createHttpApp } from '../../../../src/api/http/http-app.js';
import { Metrics } from '../../../../src/metrics/metrics.js';
import { AudioThread } from '../../../../src/pipeline/audio-thread/audio-thread.js';
import { Pipeline } from '../../../../src/pipeline/pipeline.js';
import { keptLogger } from '../../../support/service.js';

describe('createHttpApp', () => {
  it('answers an unforeseen failure without its details, which go to the log', async () => {
    const { logger, lines } = keptLogger();
    const metrics = new Metrics({ sessions: () => 0, inFlight: () => 0, engines: () => undefined });
    const app = createHttpApp({
      settings: { maxBodyBytes: 1000, maxClipMs: 1000, timeoutMs: 1000, maxConcurrent: 1 },
      pipeline: new Pipeline(new AudioThread(), metrics),
      choose: () => {
        throw new TypeError('the inside of the service');
      },
      logger,
      metrics,
      readiness: () => {
        throw new TypeError('the inside of the service');
      },
      health: () => {
        throw new TypeError('the inside of the service');
      },
    });
    const response = await request(app).get('/health/ready');
    expect(response.status).to.equal(500);
    expect(response.text).not.to.contain('inside of');
    expect(response.body).to.have.nested.property('error.code', 'INTERNAL');
    expect(JSON.stringify(lines)).to.contain('the inside of the service');
  });
});
