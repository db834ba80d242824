import type { VersionRange } from '@dubbing/contracts';
import type { ContractVersion } from './contract-version.js';

const order = (version: string): number => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 10_000 + minor;
};

/** What a handshake must come to: the newest version that both speak. Told without the packages, which are to be held to it. */
export function protocolOf(client: VersionRange, server: VersionRange): string | undefined {
  const max = order(client.max) < order(server.max) ? client.max : server.max;
  return order(max) < order(client.min) || order(max) < order(server.min) ? undefined : max;
}

/** What a session must have beyond protocol 1.0: what both know and the version they speak has. */
export function featuresOf(client: ContractVersion, server: ContractVersion): string[] {
  const protocol = protocolOf(client.range, server.range);
  if (protocol === undefined) return [];
  return Object.entries(client.features)
    .filter(([name, since]) => name in server.features && order(since) <= order(protocol))
    .map(([name]) => name);
}
