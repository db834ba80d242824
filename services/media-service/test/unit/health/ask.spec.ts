import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { askHealth, healthUrl, type Answer } from '../../../src/health/ask.js';

describe('healthUrl', () => {
  it('asks on loopback where the service listens on every address, and else where it listens', () => {
    const hosts = ['0.0.0.0', '::', '10.1.2.3', 'fe80::1', 'localhost'];
    expect(hosts.map((host) => healthUrl({ host, port: 81 }))).to.deep.equal([
      'http://127.0.0.1:81/health',
      'http://[::1]:81/health',
      'http://10.1.2.3:81/health',
      'http://[fe80::1]:81/health',
      'http://localhost:81/health',
    ]);
  });
});

describe('askHealth', () => {
  let server: Server;
  const ask = async (listener: RequestListener, patienceMs?: number): Promise<Answer> => {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = healthUrl({ host: '0.0.0.0', port: (server.address() as AddressInfo).port });
    return patienceMs === undefined ? askHealth(url) : askHealth(url, patienceMs);
  };
  const answering = (status: number, body: string): RequestListener => {
    return (_request, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    if (server.listening) await once(server, 'close');
  });

  it('takes ok, degraded and draining for well, and tells in one line what is wrong', async () => {
    const parts = { asr: { status: 'ok' }, tts: { status: 'degraded', problem: 'no\nvoice' } };
    expect(await ask(answering(200, JSON.stringify({ status: 'degraded', parts })))).to.deep.equal({
      isWell: true,
      told: 'degraded; tts: no voice',
    });
  });

  it('takes any other status for ill', async () => {
    const body = JSON.stringify({ status: 'unavailable', parts: { asr: { status: 'down', problem: 'loading' } } });
    expect(await ask(answering(503, body))).to.deep.equal({ isWell: false, told: 'unavailable; asr: loading' });
  });

  it('takes what is no answer of this service for ill', async () => {
    expect(await ask(answering(404, '{}'))).to.include({ isWell: false });
    server.close();
    const { isWell, told } = await ask(answering(200, '<html>'));
    expect(isWell).to.equal(false);
    expect(told).to.contain('does not answer');
  });

  it('does not wait for a service that says nothing, and tells of one that is not there', async () => {
    const { isWell, told } = await ask(() => {}, 50);
    expect(isWell).to.equal(false);
    expect(told).to.contain('nothing came within 50 ms');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect((await askHealth(url)).told).to.match(/does not answer: connect ECONNREFUSED/);
  });
});
