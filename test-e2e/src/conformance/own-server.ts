import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../stack/ports.js';
import { Service } from '../stack/service.js';

/** An sts-service on a free port, with its embedded engines, while `use` lasts. */
export async function withOwnServer<T>(
  signal: AbortSignal,
  use: (url: string) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'dubbing-conformance-'));
  const { sts: port } = await freePorts();
  const service = new Service({
    name: 'sts-service',
    port,
    logFile: join(dir, 'sts.log'),
    environment: { STS_PORT: String(port), STS_LOG_LEVEL: 'error', STS_MODELS: 'none', ...environment },
  });
  try {
    await service.start(signal);
    return await use(service.url);
  } finally {
    await service.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
