import { randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Deferred } from '@dubbing/common';
import { beatIn, callAt } from '../media/alarms.js';

/** Takes what came; a returned promise holds the next read back. */
export type BytesHandler = (bytes: Buffer) => void | Promise<void>;

/** What is taken at most before others have their turn. */
const MAX_READ_BYTES = 262_144;
/** How soon an empty pipe is looked at again when its writer is not paced by anything but the reader. */
const HASTE_MS = 2;

/** Shared by all pipes: what is read is copied out of it at once. */
const scratch = Buffer.allocUnsafeSlow(MAX_READ_BYTES);

/**
 * A pipe from a native file descriptor to this thread: a pair of connected sockets in the abstract namespace of
 * Linux. The writer blocks while the pipe is full, so what is read late waits in the kernel and behind the writer.
 *
 * The pipe is looked at on the beat of the process instead of being waited for. To be woken for each packet costs
 * more than all that is done with it, and Node's streams cost more than the waking.
 */
export class BytePipe {
  readonly #server: Server;
  readonly #writer: Socket;
  #reader: Socket | undefined;
  #callOff: () => void = () => undefined;
  #take: BytesHandler | undefined;
  #restMs = 0;
  #isOver = (): boolean => false;
  readonly #over = new Deferred<void>();

  constructor() {
    // Nobody can know the name before the server listens, and its first client is the writer, in the same step.
    const path = `\0dubbing-${process.pid}-${randomBytes(12).toString('hex')}`;
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket));
    // Who writes into a pipe that is not there is told so, and tells it as its own fault.
    this.#server.on('error', () => undefined);
    this.#server.listen(path, 1);
    this.#writer = connect(path);
    this.#writer.on('error', () => undefined);
  }

  /** For the native side to write to, until `close`. */
  get fd(): number {
    return descriptorOf(this.#writer);
  }

  /**
   * Resolves when the pipe is over and empty, or closed.
   * @param restMs how long a pipe that gave something rests; 0 for what is to be taken as fast as it comes
   * @param isOver whether nothing more will be written
   * @throws whatever `take` throws
   */
  read(take: BytesHandler, restMs: number, isOver: () => boolean): Promise<void> {
    this.#take = take;
    this.#isOver = isOver;
    this.#restMs = restMs;
    this.#look();
    return this.#over.promise;
  }

  /** Only when nobody writes any more: the descriptor may be another file's at once. */
  close(): void {
    this.#over.resolve();
    this.#callOff();
    this.#server.close();
    this.#writer.destroy();
    this.#reader?.destroy();
  }

  #accept(socket: Socket): void {
    this.#server.close();
    this.#reader = socket;
    socket.on('error', () => undefined);
    if (this.#over.settled) socket.destroy();
    else this.#look();
  }

  #look(): void {
    if (this.#over.settled || this.#reader === undefined || this.#take === undefined) return;
    let held: void | Promise<void> = undefined;
    let length = 0;
    // Asked before the read: what is written between the two is then not missed.
    const isOver = this.#isOver();
    try {
      length = readAvailable(descriptorOf(this.#reader));
      // Memory of its own and no part of Node's pool: it is kept as long as the units in it, and no longer.
      if (length > 0) held = this.#take(Buffer.from(scratch.subarray(0, length)));
    } catch (error) {
      this.#over.reject(error);
      return;
    }
    if (length === 0 && isOver) this.#over.resolve();
    else if (held !== undefined) void held.then(() => this.#look());
    else this.#pause(length);
  }

  #pause(length: number): void {
    const look = (): void => this.#look();
    const isMore = length === MAX_READ_BYTES || (this.#restMs === 0 && length > 0);
    if (!isMore && this.#restMs > 0) {
      this.#callOff = callAt(beatIn(length > 0 ? this.#restMs : 0), look);
      return;
    }
    const timer = setTimeout(look, isMore ? 0 : HASTE_MS);
    this.#callOff = () => clearTimeout(timer);
  }
}

/** @returns how many bytes are in `scratch` now; 0 when there are none yet. */
function readAvailable(fd: number): number {
  const { stackTraceLimit } = Error;
  try {
    // An empty pipe is an error to Node, and to find out where it was made takes longer than to read a full one.
    Error.stackTraceLimit = 0;
    return readSync(fd, scratch, 0, MAX_READ_BYTES, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Not in Node's documentation, but there since its first versions: the handle of a socket tells its descriptor. */
function descriptorOf(socket: Socket): number {
  const fd = (socket as unknown as { _handle?: { fd?: number } })._handle?.fd ?? -1;
  if (fd < 0) throw new Error('the pipe has no file descriptor');
  return fd;
}
