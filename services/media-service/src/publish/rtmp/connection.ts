import { randomBytes } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Deferred, describeError } from '@dubbing/common';

import { decodeAmf, encodeAmf, type AmfValue } from './amf0.js';
import { untilStuck } from '../../media/until-stuck.js';
import { ChunkReader } from './chunk-reader.js';
import { ChunkWriter } from './chunk-writer.js';
import { Delivery } from './delivery.js';
import { MESSAGE, PING_REQUEST, PING_RESPONSE, u32, type RtmpMessage } from './message.js';
import type { RtmpAddress } from './url.js';

/** Every server takes this; larger chunks are refused by some, smaller ones cost headers. */
const CHUNK_BYTES = 4096;
const VERSION = 3;
const HANDSHAKE_BYTES = 1536;
/** What is given to the socket at once: the less it is, the sooner a slow server is seen to move on. */
const PIECE_BYTES = 16_384;
/** A server that has got everything and says nothing for this long will not close the connection. */
const LEAVE_MS = 1000;
const KEEP_ALIVE_MS = 10_000;

/** A command of the server: its name, its number, and whatever else it says. */
export interface Command {
  readonly name: string;
  readonly transaction: number;
  readonly values: readonly AmfValue[];
}

export interface ConnectionOptions {
  /** Certificates (PEM) that are trusted instead of those that Node knows. */
  readonly ca?: string | undefined;
  readonly onCommand: (command: Command) => void;
}

/**
 * One connection to an RTMP server: the handshake, messages out, commands in. What the protocol wants answered
 * (pings, acknowledgements) is answered here.
 */
export class RtmpConnection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #reader = new ChunkReader();
  readonly #writer = new ChunkWriter();
  readonly #shaken = new Deferred<void>();
  readonly #closed = new Deferred<string>();
  readonly #written = new Deferred<void>();
  readonly #delivery: Delivery;
  #opening: Buffer | undefined = Buffer.alloc(0);
  /**
   * What the socket has not been given yet. It takes little at a time and tells when that is gone: a slow server is told from a
   * hung one by this.
   */
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #isFull = false;
  #isEnding = false;
  #ackWindow = 0;
  #received = 0;
  #acknowledged = 0;
  #why: string | undefined;

  constructor(address: RtmpAddress, options: ConnectionOptions) {
    this.#options = options;
    const { host, port, tls } = address;
    // A name of the certificate's owner cannot be an IP address (RFC 6066, section 3).
    const names = isIP(host) === 0 ? { servername: host } : {};
    const trust = options.ca === undefined ? {} : { ca: options.ca };
    const onConnect = () => this.#greet();
    this.#socket = tls
      ? connectTls({ host, port, ...names, ...trust }, onConnect)
      : connectTcp({ host, port }, onConnect);
    this.#delivery = new Delivery(this.#socket);
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#socket.on('data', (bytes) => this.#take(bytes));
    this.#socket.on('drain', () => {
      this.#isFull = false;
      this.#pump();
    });
    this.#socket.on('error', (error) => {
      this.#why ??= describeError(error);
    });
    // A server that closes its side only would otherwise be written to for ever.
    this.#socket.on('end', () => this.destroy('the server closed the connection'));
    this.#socket.on('close', () => {
      this.#closed.resolve(this.#why ?? 'the connection was closed');
      this.#shaken.resolve();
    });
  }

  /** Resolves with the reason when the connection is over. Never rejects. */
  get closed(): Promise<string> {
    return this.#closed.promise;
  }

  /** Resolves after the handshake, and when there will be none. */
  get shaken(): Promise<void> {
    return this.#shaken.promise;
  }

  /** Bytes that the other side has not got yet. */
  get waitingBytes(): number {
    return this.#queuedBytes + this.#socket.writableLength + this.#delivery.inKernelBytes;
  }

  /** Bytes that the other side has got. */
  get deliveredBytes(): number {
    return this.#delivery.deliveredBytes;
  }

  send(message: RtmpMessage): void {
    if (this.#socket.destroyed) return;
    const bytes = this.#writer.write(message);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) this.#queue.push(bytes.subarray(at, at + PIECE_BYTES));
    this.#queuedBytes += bytes.length;
    this.#pump();
  }

  command(streamId: number, ...values: AmfValue[]): void {
    this.send({ type: MESSAGE.commandAmf0, streamId, timestampMs: 0, payload: encodeAmf(...values) });
  }

  /** From here on, larger chunks. */
  enlargeChunks(): void {
    this.#control(MESSAGE.setChunkSize, u32(CHUNK_BYTES));
    this.#writer.chunkSize = CHUNK_BYTES;
  }

  /**
   * Resolves when everything has arrived and the server has closed its side.
   * @param stuckMs a server that takes nothing for this long is left
   */
  async end(stuckMs: number): Promise<void> {
    this.#isEnding = true;
    this.#pump();
    const arrived = this.#written.promise.then(() => this.#delivery.settled());
    const moved = (): number => this.#queuedBytes + this.#socket.writableLength - this.deliveredBytes;
    const isThere = await untilStuck(Promise.race([arrived, this.#closed.promise]), moved, stuckMs);
    if (!isThere) this.destroy('the server took nothing any more');
    // Whoever closes a socket with something unread in it takes back what is still on its way.
    const left = await untilStuck(this.#closed.promise, () => this.#received, LEAVE_MS);
    if (!left) this.destroy('the server did not close');
    await this.#closed.promise;
  }

  destroy(why: string): void {
    this.#why ??= why;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#socket.destroy();
  }

  #pump(): void {
    let given = 0;
    for (const bytes of this.#queue) {
      if (this.#isFull) break;
      given += 1;
      this.#queuedBytes -= bytes.length;
      this.#isFull = !this.#socket.write(bytes);
    }
    if (given > 0) this.#queue = this.#queue.slice(given);
    if (this.#isEnding && this.#queue.length === 0) this.#socket.end(() => this.#written.resolve());
  }

  #greet(): void {
    const greeting = Buffer.concat([Buffer.from([VERSION]), Buffer.alloc(8), randomBytes(HANDSHAKE_BYTES - 8)]);
    this.#socket.write(greeting);
  }

  #take(bytes: Buffer): void {
    this.#received += bytes.length;
    try {
      for (const message of this.#reader.push(this.#pastHandshake(bytes))) this.#onMessage(message);
    } catch (error) {
      this.destroy(`the server does not speak RTMP: ${describeError(error)}`);
      return;
    }
    if (this.#ackWindow === 0 || this.#received - this.#acknowledged < this.#ackWindow / 2) return;
    this.#acknowledged = this.#received;
    this.#control(MESSAGE.acknowledgement, u32(this.#received));
  }

  /** Section 5.2: version and 1536 bytes from each side, then each side's bytes back. */
  #pastHandshake(bytes: Buffer): Buffer {
    if (this.#opening === undefined) return bytes;
    this.#opening = Buffer.concat([this.#opening, bytes]);
    if (this.#opening.length > 0 && this.#opening[0] !== VERSION) {
      throw new RangeError(`its handshake begins with ${this.#opening[0]}`);
    }
    const whole = 1 + 2 * HANDSHAKE_BYTES;
    if (this.#opening.length < whole) return Buffer.alloc(0);
    this.#socket.write(this.#opening.subarray(1, 1 + HANDSHAKE_BYTES));
    const rest = this.#opening.subarray(whole);
    this.#opening = undefined;
    this.#shaken.resolve();
    return rest;
  }

  #onMessage({ type, payload }: RtmpMessage): void {
    if (type === MESSAGE.commandAmf0) this.#onCommand(payload);
    else if (type === MESSAGE.commandAmf3) this.#onCommand(payload.subarray(1));
    else if (type === MESSAGE.windowAckSize) this.#ackWindow = payload.readUInt32BE(0);
    else if (type === MESSAGE.setPeerBandwidth) this.#control(MESSAGE.windowAckSize, payload.subarray(0, 4));
    else if (type === MESSAGE.userControl && payload.readUInt16BE(0) === PING_REQUEST) {
      this.#control(MESSAGE.userControl, Buffer.concat([Buffer.from([0, PING_RESPONSE]), payload.subarray(2, 6)]));
    }
  }

  #onCommand(payload: Buffer): void {
    const [name, transaction, ...values] = decodeAmf(payload);
    if (typeof name !== 'string') return;
    this.#options.onCommand({ name, transaction: typeof transaction === 'number' ? transaction : 0, values });
  }

  #control(type: number, payload: Buffer): void {
    this.send({ type, streamId: 0, timestampMs: 0, payload });
  }
}
