import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect } from 'chai';
import { EventStream, type EventStreamOptions } from '../../../src/http/event-stream.js';
import { EventReader } from '../../support/event-reader.js';
import { until } from '../../support/until.js';

describe('EventStream', function () {
  this.timeout(20_000);
  let server: Server;
  let streams: EventStream[];
  let closed: number;
  let buffered: () => number;

  async function open(options: EventStreamOptions = {}): Promise<EventReader> {
    streams = [];
    closed = 0;
    const app = express();
    app.get('/', (_request, response) => {
      streams.push(new EventStream(response, () => (closed += 1), options));
      // What its socket holds is counted in it.
      buffered = () => response.writableLength;
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return EventReader.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const TEXT = 'a'.repeat(10_000);
  const send = (stream: EventStream, id: number, key = `${id}`): void =>
    stream.send({ key, name: 'final', id, data: { text: `${id} ${TEXT}` } });

  it('holds little for a reader that does not read, and goes on with the newest when it does', async () => {
    const reader = await open();
    const [stream] = streams;
    reader.response.pause();
    for (let id = 1; id <= 3000; id++) {
      send(stream!, id);
      // What the network takes, it takes between turns.
      if (id % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(buffered()).to.be.below(100_000);
    reader.response.resume();
    await until(() => reader.events.at(-1)?.id === '3000');
    const ids = reader.events.map(({ id }) => Number(id));
    expect(ids).to.deep.equal([...ids].sort((a, b) => a - b));
    expect(ids.length).to.be.below(2900);
    expect(ids.slice(-32)).to.deep.equal(Array.from({ length: 32 }, (_, index) => 2969 + index));
    send(stream!, 3001);
    await until(() => reader.events.at(-1)?.id === '3001');
  });

  it('tells a reader that is behind the newest of each key alone', async () => {
    const reader = await open();
    const [stream] = streams;
    reader.response.pause();
    for (let id = 1; id <= 2000; id++) {
      send(stream!, id, id <= 1500 ? `${id}` : `key ${id % 2}`);
      if (id % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    reader.response.resume();
    await until(() => reader.events.at(-1)?.id === '2000');
    const ids = reader.events.map(({ id }) => Number(id)).filter((id) => id > 1500);
    expect(ids).to.deep.equal([1999, 2000]);
  });

  it('keeps a quiet connection open with comments', async () => {
    const reader = await open({ heartbeatMs: 10 });
    await until(() => reader.comments.length >= 3);
    expect(reader.events).to.deep.equal([]);
    streams[0]?.end();
    await until(() => reader.isOver && closed === 1);
    expect(reader.told).to.deep.equal(['end']);
  });

  it('leaves a reader that takes nothing for long', async () => {
    const reader = await open({ heartbeatMs: 10, patienceMs: 50 });
    const [stream] = streams;
    reader.response.pause();
    for (let id = 1; closed === 0; id++) {
      send(stream!, id);
      if (id % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    reader.response.resume();
    await until(() => reader.isOver);
    expect(reader.response.complete).to.equal(false);
  });

  it('writes nothing to a reader that is gone', async () => {
    const reader = await open();
    reader.close();
    await until(() => closed === 1);
    send(streams[0]!, 1);
    streams[0]?.end();
    expect(closed).to.equal(1);
  });
});
