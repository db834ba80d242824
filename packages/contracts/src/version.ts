/** Versions `MAJOR.MINOR`, both ends included. */
export interface VersionRange {
  readonly min: string;
  readonly max: string;
}

/** The version that this package describes. */
export const PROTOCOL_VERSION = '1.1';

/** The versions that this package reads. */
export const SUPPORTED_RANGE: VersionRange = { min: '1.0', max: '1.1' };

export const versionPattern = /^(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})$/;

export function isVersion(value: unknown): value is string {
  return typeof value === 'string' && versionPattern.test(value);
}

/** Below zero when `a` is older than `b`, zero when they are the same. */
export function compareVersions(a: string, b: string): number {
  const [majorA, minorA] = a.split('.').map(Number) as [number, number];
  const [majorB, minorB] = b.split('.').map(Number) as [number, number];
  return majorA - majorB || minorA - minorB;
}

/** The newest version that both ranges hold, or null when there is none. */
export function negotiate(clientRange: VersionRange, serverRange: VersionRange): string | null {
  const min = compareVersions(clientRange.min, serverRange.min) > 0 ? clientRange.min : serverRange.min;
  const max = compareVersions(clientRange.max, serverRange.max) < 0 ? clientRange.max : serverRange.max;
  return compareVersions(min, max) <= 0 ? max : null;
}
