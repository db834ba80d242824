import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

import { decodeAmf, encodeAmf, type AmfObject, type AmfValue } from '../../../src/publish/rtmp/amf0.js';
import { ChunkReader } from '../../../src/publish/rtmp/chunk-reader.js';
import { ChunkWriter } from '../../../src/publish/rtmp/chunk-writer.js';
import type { RtmpMessage } from '../../../src/publish/rtmp/message.js';

export interface ScriptedAnswers {
  /** What `connect` is answered with instead of a yes. */
  connect?(command: AmfObject): AmfObject | undefined;
  /** What `publish` is answered with instead of a yes. */
  publish?(stream: string): AmfObject | undefined;
  /** Called when media begins to come. */
  onPublishing?(socket: Socket): void;
  /** Breaks the connection once it has got so many pictures, pieces of sound and descriptions. */
  leavesAfter?: number;
  /** Takes no byte more once publishing has begun. */
  hangs?: boolean;
  /** Reads this much at most, in bytes per second, once publishing has begun. */
  bytesPerS?: number;
  tls?: { key: string; cert: string };
}

export interface RtmpVisit {
  app: string;
  tcUrl: string;
  stream: string;
  readonly media: RtmpMessage[];
}

/** An RTMP server that says what a test wants it to say, and keeps what it is given. */
export class ScriptedRtmpServer {
  readonly visits: RtmpVisit[] = [];
  readonly #answers: ScriptedAnswers;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(answers: ScriptedAnswers = {}) {
    this.#answers = answers;
    const onSocket = (socket: Socket) => this.#serve(socket);
    this.#server = answers.tls === undefined ? createServer(onSocket) : createTlsServer(answers.tls, onSocket);
  }

  /** @returns the port */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    const reader = new ChunkReader();
    let greeting: Buffer | undefined = Buffer.alloc(0);
    let answered = false;
    const visit: RtmpVisit = { app: '', tcUrl: '', stream: '', media: [] };
    this.visits.push(visit);
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    let rest: NodeJS.Timeout | undefined;
    socket.on('close', () => {
      clearTimeout(rest);
      this.#sockets.delete(socket);
    });
    socket.on('data', (bytes: Buffer) => {
      const { bytesPerS } = this.#answers;
      if (bytesPerS !== undefined && visit.stream !== '') {
        socket.pause();
        rest = setTimeout(() => socket.resume(), (bytes.length * 1000) / bytesPerS);
      }
      let unread = bytes;
      if (greeting !== undefined) {
        greeting = Buffer.concat([greeting, bytes]);
        if (!answered && greeting.length >= 1537) {
          answered = true;
          socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(1536, 7), greeting.subarray(1, 1537)]));
        }
        if (greeting.length < 1537 + 1536) return;
        unread = greeting.subarray(1537 + 1536);
        greeting = undefined;
      }
      for (const message of reader.push(unread)) this.#onMessage(socket, visit, message);
    });
  }

  #onMessage(socket: Socket, visit: RtmpVisit, message: RtmpMessage): void {
    if (message.type === 8 || message.type === 9 || message.type === 18) visit.media.push(message);
    if (visit.media.length === this.#answers.leavesAfter) socket.destroy();
    if (message.type !== 20) return;
    const [name, transaction, ...values] = decodeAmf(message.payload);
    const say = (...answer: AmfValue[]) =>
      socket.write(new ChunkWriter().write({ type: 20, streamId: 0, timestampMs: 0, payload: encodeAmf(...answer) }));
    if (name === 'connect') {
      const command = values[0] as AmfObject;
      visit.app = command['app'] as string;
      visit.tcUrl = command['tcUrl'] as string;
      const refusal = this.#answers.connect?.(command);
      if (refusal === undefined) say('_result', transaction, {}, { code: 'NetConnection.Connect.Success' });
      else {
        say('_error', transaction, null, refusal);
        socket.end();
      }
    } else if (name === 'createStream') say('_result', transaction, null, 1);
    else if (name === 'publish') {
      visit.stream = values[1] as string;
      const refusal = this.#answers.publish?.(visit.stream);
      say('onStatus', 0, null, refusal ?? { level: 'status', code: 'NetStream.Publish.Start' });
      if (refusal !== undefined) socket.end();
      else if (this.#answers.hangs === true) socket.pause();
      if (refusal === undefined) this.#answers.onPublishing?.(socket);
    }
  }
}
