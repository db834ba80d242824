import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryDir } from '../../../src/paths.js';
import type { ContractVersion } from './contract-version.js';
import { released } from './released.js';

/** The version of the contracts that a service is built with, as its package.json pins it. */
export function pinnedBy(service: 'media-service' | 'sts-service'): Promise<ContractVersion> {
  const file = join(repositoryDir, 'services', service, 'package.json');
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  return released(dependencies['@dubbing/contracts'] ?? '');
}
