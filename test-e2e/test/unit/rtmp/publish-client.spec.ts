import { createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { eventually } from '../../../src/eventually.js';
import { encodeAmf0 } from '../../../src/flv/amf0.js';
import { TAG_VIDEO } from '../../../src/flv/tag.js';
import { ChunkReader, type RtmpMessage } from '../../../src/rtmp/chunk-reader.js';
import { writeMessage } from '../../../src/rtmp/chunk-writer.js';
import { RtmpPublishClient } from '../../../src/rtmp/publish-client.js';

const COMMAND = 20;

describe('the RTMP publisher', () => {
  let server: Server;
  let received: RtmpMessage[];
  let sockets: Socket[];
  let publishAnswer: { level: string; code: string };

  beforeEach(async () => {
    received = [];
    sockets = [];
    publishAnswer = { level: 'status', code: 'NetStream.Publish.Start' };
    server = createServer((socket) => {
      sockets.push(socket);
      serve(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  });

  const url = (): string => {
    const address = server.address();
    return `rtmp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/live/test`;
  };

  /** The least that a server says to a publisher. */
  function serve(socket: Socket): void {
    let handshake = Buffer.alloc(0);
    const reader = new ChunkReader();
    let shaken = false;
    const read = (data: Buffer): void => {
      for (const message of reader.push(data)) {
        if (message.type === 1) reader.chunkSize = message.body.readUInt32BE(0);
        received.push(message);
        if (message.type === COMMAND) answer(socket, message.body);
      }
    };
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      if (shaken) return read(data);
      const before = handshake.length;
      handshake = Buffer.concat([handshake, data]);
      if (before < 1537 && handshake.length >= 1537)
        socket.write(Buffer.concat([handshake.subarray(0, 1537), handshake.subarray(1, 1537)]));
      if (handshake.length < 3073) return undefined;
      shaken = true;
      return read(handshake.subarray(3073));
    });
  }

  function answer(socket: Socket, body: Buffer): void {
    const name = body.toString('latin1', 3, 3 + body.readUInt16BE(1));
    if (name === 'connect')
      socket.write(
        writeMessage(3, COMMAND, 0, 0, encodeAmf0(['_result', 1, {}, { code: 'NetConnection.Connect.Success' }])),
      );
    if (name === 'createStream') socket.write(writeMessage(3, COMMAND, 0, 0, encodeAmf0(['_result', 2, null, 7])));
    if (name === 'publish')
      socket.write(writeMessage(3, COMMAND, 7, 0, encodeAmf0(['onStatus', 0, null, publishAnswer])));
  }

  it('publishes tags on the stream that it was given', async () => {
    const client = await RtmpPublishClient.open(url(), new AbortController().signal);
    const body = Buffer.alloc(5_000, 3);
    await client.send({ type: TAG_VIDEO, timestampMs: 0x2000000, body });
    await client.close();
    expect(await client.closed).to.equal(undefined);
    // The server may still be reading when the client is done.
    const video = await eventually(() => received.find(({ type }) => type === TAG_VIDEO), {
      what: 'the picture',
      deadlineMs: 5_000,
    });
    expect(video.streamId).to.equal(7);
    expect(video.body.equals(body)).to.equal(true);
  });

  it('tells why it was refused', async () => {
    publishAnswer = { level: 'error', code: 'NetStream.Publish.BadName' };
    const error = await RtmpPublishClient.open(url(), new AbortController().signal).catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'RTMP_REFUSED', field: 'publish' });
  });

  it('tells when nobody listens', async () => {
    const error = await RtmpPublishClient.open('rtmp://127.0.0.1:9/live/test', new AbortController().signal).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'RTMP_UNREACHABLE', source: 'rtmp://127.0.0.1:9/live/test' });
  });

  it('tells when the server hangs up', async () => {
    const client = await RtmpPublishClient.open(url(), new AbortController().signal);
    sockets.forEach((socket) => socket.destroy());
    expect(await client.closed).to.include({ code: 'RTMP_REFUSED' });
  });
});

describe('RTMP chunks', () => {
  it('are put together whatever pieces they come in', () => {
    const bytes = Buffer.concat([
      writeMessage(3, 20, 1, 5, Buffer.from('one')),
      writeMessage(64 - 1, 8, 1, 0xffffff, Buffer.from('two')),
    ]);
    const reader = new ChunkReader();
    const messages = [...bytes].flatMap((byte) => [...reader.push(Buffer.from([byte]))]);
    expect(messages.map(({ type, body }) => [type, body.toString()])).to.deep.equal([
      [20, 'one'],
      [8, 'two'],
    ]);
  });

  it('follow the chunk size of the sender', () => {
    const reader = new ChunkReader();
    reader.chunkSize = 2;
    const bytes = writeMessage(3, 20, 0, 0, Buffer.from('abc'));
    const split = Buffer.concat([bytes.subarray(0, 14), Buffer.from([0xc3]), bytes.subarray(14)]);
    expect([...reader.push(split)].map(({ body }) => body.toString())).to.deep.equal(['abc']);
  });
});
