import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import {
  ErrorMessage,
  FragmentData,
  FragmentProcessed,
  parse,
  serialize,
  STS_EVENTS,
  STS_SOCKET_PATH,
} from '../../src/index.js';
import { wireOf } from '../support/fixtures.js';

describe('messages over a WebSocket', () => {
  const http = createServer();
  const server = new Server(http, { path: STS_SOCKET_PATH, transports: ['websocket'] });
  let client: Socket;

  before(async () => {
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    client = io(`http://127.0.0.1:${port}`, { path: STS_SOCKET_PATH, transports: ['websocket'] });
    await new Promise<void>((resolve, reject) => {
      client.once('connect', resolve);
      client.once('connect_error', reject);
    });
  });

  after(async () => {
    client.disconnect();
    await server.close();
  });

  /** What the next event of that name brings to the client. */
  function heard(event: string): Promise<unknown> {
    return new Promise((resolve) => {
      client.once(event, resolve);
    });
  }

  it('arrive as they were sent, bytes as bytes', async () => {
    const fragment = parse(FragmentData, wireOf('fragment-data'));
    const [[, socket]] = server.sockets.sockets as unknown as [[string, NodeJS.EventEmitter]];
    const arrival = once(socket, STS_EVENTS.fragmentData);
    client.emit(STS_EVENTS.fragmentData, serialize(fragment));
    const [raw] = (await arrival) as [unknown];
    expect(parse(FragmentData, raw)).to.deep.equal(fragment);
  });

  it('come back with the bytes of every dub', async () => {
    const reply = parse(FragmentProcessed, wireOf('fragment-processed'));
    const arrival = heard(STS_EVENTS.fragmentProcessed);
    server.emit(STS_EVENTS.fragmentProcessed, serialize(reply));
    const received = parse(FragmentProcessed, await arrival);
    expect(received).to.deep.equal(reply);
    expect(Buffer.isBuffer(received.dubs[0]?.audio)).to.equal(true);
  });

  it('can be called "error" without being taken for a failure of the socket', async () => {
    const arrival = heard(STS_EVENTS.error);
    server.emit(STS_EVENTS.error, wireOf('error'));
    expect(parse(ErrorMessage, await arrival).code).to.equal('PCM_LENGTH_WRONG');
    expect(client.connected).to.equal(true);
  });
});
