import { readFile } from 'node:fs/promises';
import { isIPv6, type Socket } from 'node:net';
import { sleep } from '@dubbing/common';

/** How often the kernel is asked. */
const LOOK_MS = 1000;
/** The same where the end of a stream waits for it. */
const SETTLING_LOOK_MS = 100;
/** The table is the same for all connections of the process; so is its reading. */
const SHARED_MS = 500;
/** Fields of a line of Linux's table of TCP connections (proc_net_tcp.rst): both ends, state, `tx_queue:rx_queue`, … */
const LOCAL = 1;
const REMOTE = 2;
const QUEUES = 4;

const readings = new Map<string, { readonly table: Promise<string>; readonly atMs: number }>();

/**
 * What of a connection's bytes has come to the other side. The kernel takes megabytes for who does not answer any more, and tells it
 * by the length of its own queue: what it has sent stays there until it is acknowledged. On systems without that table, what the
 * kernel has taken counts as delivered.
 */
export class Delivery {
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout;
  #inKernelBytes = 0;
  #deliveredBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    socket.once('close', () => clearInterval(this.#timer));
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
      await this.#look(0);
      if (this.#socket.destroyed || this.#inKernelBytes === 0) return;
      await sleep(SETTLING_LOOK_MS);
    }
  }

  async #look(maxAgeMs = SHARED_MS): Promise<void> {
    const { localPort, remotePort, remoteAddress = '' } = this.#socket;
    if (localPort === undefined || remotePort === undefined) return;
    const table = await readTable(isIPv6(remoteAddress) ? '/proc/self/net/tcp6' : '/proc/self/net/tcp', maxAgeMs);
    if (this.#socket.destroyed) return;
    const { bytesWritten, writableLength } = this.#socket;
    this.#inKernelBytes = queuedBytes(table, localPort, remotePort) ?? 0;
    const deliveredBytes = bytesWritten - writableLength - this.#inKernelBytes;
    if (deliveredBytes > this.#deliveredBytes) this.#deliveredBytes = deliveredBytes;
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

function readTable(path: string, maxAgeMs: number): Promise<string> {
  const last = readings.get(path);
  const nowMs = performance.now();
  if (last !== undefined && nowMs - last.atMs < maxAgeMs) return last.table;
  const table = readFile(path, 'latin1').catch(() => '');
  readings.set(path, { table, atMs: nowMs });
  return table;
}
