import { createServer } from 'node:net';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';

/** The four ports of a running stack, all on loopback. */
export interface StackPorts {
  http: number;
  sts: number;
  rtmp: number;
  flv: number;
}

export const defaultPorts: StackPorts = { http: 8080, sts: 8090, rtmp: 1935, flv: 8000 };

const HOST = '127.0.0.1';

/** @throws DubbingError PORT_BUSY whose `field` is the option that chooses another port */
export async function requireFree(ports: StackPorts, options: Record<keyof StackPorts, string>): Promise<void> {
  for (const name of ['http', 'sts', 'rtmp', 'flv'] as const) {
    if (await isFree(ports[name])) continue;
    const message = `port ${ports[name]} is taken by another program; choose another one with ${options[name]}`;
    throw new DubbingError(errorCodes.PORT_BUSY, message, { field: options[name] });
  }
}

/** Ports that nobody listens on. They are held open together while they are chosen, so that all differ. */
export async function freePorts(): Promise<StackPorts> {
  const servers = await Promise.all([0, 0, 0, 0].map((port) => listen(port)));
  const [http = 0, sts = 0, rtmp = 0, flv = 0] = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { http, sts, rtmp, flv };
}

async function isFree(port: number): Promise<boolean> {
  try {
    const server = await listen(port);
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}

function listen(port: number): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server));
  });
}
