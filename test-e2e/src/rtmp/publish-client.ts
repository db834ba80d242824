import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { Deferred, DubbingError, withDeadline } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { decodeAmf0, encodeAmf0, type AmfValue } from '../flv/amf0.js';
import type { FlvTag } from '../flv/tag.js';
import { TAG_VIDEO } from '../flv/tag.js';
import { ChunkReader, type RtmpMessage } from './chunk-reader.js';
import { OUT_CHUNK_SIZE, writeMessage } from './chunk-writer.js';

const HANDSHAKE_BYTES = 1536;
const CONNECT_TIMEOUT_MS = 10_000;
const MESSAGE = { setChunkSize: 1, userControl: 4, command: 20 } as const;

/**
 * The publishing half of RTMP, as an encoder speaks it. Written here, and not left to a media program, so that
 * tests decide to the millisecond what is sent and can break the connection as they like.
 */
export class RtmpPublishClient {
  /** Resolves when the connection is over, with the reason unless it was closed from this side. */
  readonly closed: Promise<DubbingError | undefined>;
  readonly #socket: Socket;
  readonly #reader = new ChunkReader();
  readonly #answers = new Map<string, Deferred<AmfValue[]>>();
  #mediaStream = 0;
  #isClosing = false;

  private constructor(
    socket: Socket,
    readonly url: URL,
  ) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        const error = this.#isClosing
          ? undefined
          : new DubbingError(errorCodes.RTMP_REFUSED, `${url.href}: the server closed the connection`, {
              source: url.href,
              retryable: true,
            });
        for (const answer of this.#answers.values()) answer.reject(error ?? new Error('closed'));
        resolve(error);
      });
    });
    socket.on('error', () => undefined);
  }

  /** Connects and starts to publish. @param address rtmp://host[:port]/app/name */
  static async open(address: string, signal: AbortSignal): Promise<RtmpPublishClient> {
    const url = new URL(address);
    const socket = connect({ host: url.hostname, port: Number(url.port || 1935), noDelay: true });
    const unreachable = (cause?: unknown): DubbingError =>
      new DubbingError(errorCodes.RTMP_UNREACHABLE, `${address}: no RTMP server answers`, {
        source: address,
        retryable: true,
        cause,
      });
    const client = new RtmpPublishClient(socket, url);
    try {
      await withDeadline(handshake(socket), CONNECT_TIMEOUT_MS, signal, unreachable).catch((cause: unknown) => {
        throw unreachable(cause);
      });
      socket.on('data', (data: Buffer) => {
        for (const message of client.#reader.push(data)) client.#receive(message);
      });
      await withDeadline(client.#start(), CONNECT_TIMEOUT_MS, signal, unreachable);
      return client;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** Sends a tag with its own timestamp; resolves when the connection can take more. */
  async send(tag: FlvTag): Promise<void> {
    if (this.#socket.destroyed) return;
    const chunkStream = tag.type === TAG_VIDEO ? 6 : 4;
    const canTakeMore = this.#socket.write(
      writeMessage(chunkStream, tag.type, this.#mediaStream, tag.timestampMs, tag.body),
    );
    if (!canTakeMore) await Promise.race([new Promise((resolve) => this.#socket.once('drain', resolve)), this.closed]);
  }

  /** Ends the publication as an encoder does. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#socket.destroyed) return;
    this.#command('deleteStream', 0, [null, this.#mediaStream], 0);
    this.#socket.end();
    this.#socket.destroySoon();
    await this.closed;
  }

  /** Breaks the connection without a word, as a cut cable does. */
  drop(): void {
    this.#isClosing = true;
    this.#socket.resetAndDestroy();
  }

  async #start(): Promise<void> {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(OUT_CHUNK_SIZE);
    this.#socket.write(writeMessage(2, MESSAGE.setChunkSize, 0, 0, size));
    const [app = '', name = ''] = this.url.pathname.slice(1).split('/');
    const tcUrl = `rtmp://${this.url.host}/${app}`;
    await this.#ask('1', 'connect', 1, [{ app, type: 'nonprivate', flashVer: 'FMLE/3.0', tcUrl }], 0);
    const answer = await this.#ask('2', 'createStream', 2, [null], 0);
    this.#mediaStream = Number(answer[3] ?? 1);
    await this.#ask('onStatus', 'publish', 3, [null, name + this.url.search, 'live'], this.#mediaStream);
  }

  async #ask(key: string, name: string, transaction: number, args: AmfValue[], streamId: number): Promise<AmfValue[]> {
    const answer = new Deferred<AmfValue[]>();
    this.#answers.set(key, answer);
    this.#command(name, transaction, args, streamId);
    const values = await answer.promise;
    this.#answers.delete(key);
    const status = values[3] as { level?: string; code?: string; description?: string } | undefined;
    if (values[0] === '_error' || (key === 'onStatus' && status?.level === 'error')) {
      throw new DubbingError(
        errorCodes.RTMP_REFUSED,
        `${this.url.href}: ${name} was refused (${status?.code ?? 'no reason given'})`,
        { source: this.url.href, field: name },
      );
    }
    return values;
  }

  #command(name: string, transaction: number, args: AmfValue[], streamId: number): void {
    this.#socket.write(writeMessage(3, MESSAGE.command, streamId, 0, encodeAmf0([name, transaction, ...args])));
  }

  #receive({ type, body }: RtmpMessage): void {
    if (type === MESSAGE.setChunkSize) this.#reader.chunkSize = body.readUInt32BE(0);
    // A ping request (6) is answered with a ping response (7), or servers take the encoder for dead.
    if (type === MESSAGE.userControl && body.readUInt16BE(0) === 6) {
      this.#socket.write(
        writeMessage(2, MESSAGE.userControl, 0, 0, Buffer.concat([Buffer.from([0, 7]), body.subarray(2)])),
      );
    }
    if (type !== MESSAGE.command) return;
    const values = decodeAmf0(body);
    const [name, transaction] = values;
    const key = name === 'onStatus' ? 'onStatus' : typeof transaction === 'number' ? `${transaction}` : '';
    this.#answers.get(key)?.resolve(values);
  }
}

/** The plain handshake: version 3 and 1536 bytes each way, echoed. */
async function handshake(socket: Socket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const own = Buffer.concat([Buffer.alloc(8), randomBytes(HANDSHAKE_BYTES - 8)]);
  socket.write(Buffer.concat([Buffer.from([3]), own]));
  let received = Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    const onData = (data: Buffer): void => {
      received = Buffer.concat([received, data]);
      if (received.length < 1 + 2 * HANDSHAKE_BYTES) return;
      socket.off('data', onData);
      resolve();
    };
    socket.on('data', onData);
    socket.once('close', () => reject(new Error('closed in the handshake')));
  });
  socket.write(received.subarray(1, 1 + HANDSHAKE_BYTES));
}
