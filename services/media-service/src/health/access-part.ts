import type { AccessFile } from '../access/access-file.js';
import type { HealthPart } from './health.js';

/** Whether the access file is as it is kept to. With a fault in it, what it said before is. */
export function accessPart(file: AccessFile): HealthPart {
  return {
    name: 'access-file',
    needed: false,
    health: () =>
      file.fault === undefined
        ? { status: 'ok' }
        : { status: 'degraded', problem: `it cannot be used, what it said before is kept to: ${file.fault}` },
  };
}
