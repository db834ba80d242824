import { readFile } from 'node:fs/promises';
import { isIPv6, type Socket } from 'node:net';
import { sleep } from '@dubbing/common';

/** How often the kernel is asked. */
const LOOK_MS = 1000;
/** The same where the end of a stream waits for it. */
const SETTLING_LOOK_MS = 100;
/** Fields of a line of Linux's table of TCP connections (proc_net_tcp.rst): both ends, state, `tx_queue:rx_queue`, … */
const LOCAL = 1;
const REMOTE = 2;
const QUEUES = 4;

/** Tables by their paths, each read once for all connections that look at the same time. */
type Tables = Map<string, Promise<string>>;
type Look = (tables: Tables) => void;

/** All connections of the process look together: to make the table is work for the kernel. */
const looks = new Set<Look>();
let timer: NodeJS.Timeout | undefined;

function join(look: Look): void {
  looks.add(look);
  timer ??= setInterval(() => {
    const tables: Tables = new Map();
    for (const each of looks) each(tables);
  }, LOOK_MS);
}

function leave(look: Look): void {
  looks.delete(look);
  if (looks.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

/**
 * What of a connection's bytes has come to the other side. The kernel takes megabytes for who does not answer any more, and tells it
 * by the length of its own queue: what it has sent stays there until it is acknowledged. On systems without that table, what the
 * kernel has taken counts as delivered.
 */
export class Delivery {
  readonly #socket: Socket;
  #inKernelBytes = 0;
  #deliveredBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    const look: Look = (tables) => void this.#look(tables);
    join(look);
    socket.once('close', () => leave(look));
  }

  /** Bytes that were in the kernel, unacknowledged, when it was last asked. */
  get inKernelBytes(): number {
    return this.#inKernelBytes;
  }

  /** Never shrinks. */
  get deliveredBytes(): number {
    return this.#deliveredBytes;
  }

  /** Resolves when the kernel has nothing left of what it has taken, or the connection is over. */
  async settled(): Promise<void> {
    for (;;) {
      await this.#look(new Map());
      if (this.#socket.destroyed || this.#inKernelBytes === 0) return;
      await sleep(SETTLING_LOOK_MS);
    }
  }

  async #look(tables: Tables): Promise<void> {
    const { localPort, remotePort, remoteAddress = '', bytesWritten, writableLength } = this.#socket;
    if (localPort === undefined || remotePort === undefined) return;
    // Before the table is read: what is given meanwhile is in its queue, and must not count as arrived.
    const givenBytes = bytesWritten - writableLength;
    const path = isIPv6(remoteAddress) ? '/proc/self/net/tcp6' : '/proc/self/net/tcp';
    const reading = tables.get(path) ?? readFile(path, 'latin1').catch(() => '');
    tables.set(path, reading);
    const table = await reading;
    if (this.#socket.destroyed) return;
    this.#inKernelBytes = queuedBytes(table, localPort, remotePort) ?? 0;
    this.#deliveredBytes = Math.max(this.#deliveredBytes, givenBytes - this.#inKernelBytes);
  }
}

/**
 * @param table as `/proc/net/tcp` has it
 * @returns bytes that the connection between these ports has sent, or is to send, and that are not acknowledged; undefined where
 * it is not there
 */
export function queuedBytes(table: string, localPort: number, remotePort: number): number | undefined {
  const ends = [localPort, remotePort].map((port) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`);
  const [local = '', remote = ''] = ends;
  for (let at = table.indexOf(`${local} `); at >= 0; at = table.indexOf(`${local} `, at + 1)) {
    const line = table.slice(table.lastIndexOf('\n', at) + 1, table.indexOf('\n', at));
    const fields = line.trim().split(/\s+/);
    if (fields[LOCAL]?.endsWith(local) === true && fields[REMOTE]?.endsWith(remote) === true) {
      return Number.parseInt(fields[QUEUES] ?? '0', 16);
    }
  }
  return undefined;
}
