import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { stsError } from '../errors.js';

/**
 * Listens, and returns the URL of the service.
 * @throws DubbingError ADDRESS_IN_USE on field `port`, or ADDRESS_UNAVAILABLE on field `host`.
 */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      const message = `port ${port} of ${host} is in use by another programme`;
      throw stsError('ADDRESS_IN_USE', message, { field: 'port', cause: error });
    }
    const field = code === 'EACCES' ? 'port' : 'host';
    throw stsError('ADDRESS_UNAVAILABLE', `cannot listen on ${host}:${port}`, { field, cause: error });
  }
  const { port: actual } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
