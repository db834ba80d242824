import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * Gives `work` a registry in front of another one, which refuses every publication of a package while it is told to.
 *
 * @template T
 * @param {import('../../src/registry/open.mjs').OpenRegistry} registry
 * @param {(front: import('../../src/registry/open.mjs').OpenRegistry, refuse: (name: string | undefined) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function behindProxy(registry, work) {
  /** @type {string | undefined} */
  let refused;
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    if (incoming.method === 'PUT' && refused !== undefined && decodeURIComponent(path).includes(refused)) {
      incoming.resume();
      outgoing.writeHead(403, { 'content-type': 'application/json' }).end('{"error":"not today"}');
      return;
    }
    const { method, headers } = incoming;
    const passedOn = request(new URL(path, registry.url), { method: method ?? 'GET', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.once('error', () => outgoing.destroy());
    incoming.pipe(passedOn);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  try {
    const front = { ...registry, url: `http://127.0.0.1:${port}/`, embedded: false };
    return await work(front, (name) => {
      refused = name;
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
