import type { ControlApi } from './control-api.js';

/** The versions of MediaMTX that the service is made for: those that the end-to-end specs have been run against. */
export const supportedVersions = { oldest: '1.9', newest: '1.20' } as const;

export interface MediaMtxVersion {
  /** As it is told to people: `1.15.2`, or `1.9 or 1.10` where it had to be concluded. */
  readonly told: string;
  readonly verdict: 'supported' | 'too-old' | 'newer' | 'unknown';
}

/**
 * Keys of the global configuration by the version that brought them, the newest first: MediaMTX tells its version
 * through the control API since 1.15.2 only.
 */
const KEY_SINCE = [
  ['rtspUDPReadBufferSize', '1.14 or 1.15'],
  ['srtpAddress', '1.13'],
  ['authJWTExclude', '1.12'],
  ['rtspTransports', '1.11 or 1.12'],
  ['authJWTClaimKey', '1.9 or 1.10'],
] as const;

/** @throws DubbingError as `ControlApi.get` */
export async function readVersion(api: ControlApi, signal: AbortSignal): Promise<MediaMtxVersion> {
  const info = await api.get('/v3/info', signal);
  if (info.status === 200) return judge((info.body as { version?: unknown } | null)?.version);
  const { body } = await api.get('/v3/config/global/get', signal);
  // Its values hold secrets; only the names of its keys are looked at.
  const keys = new Set(typeof body === 'object' && body !== null ? Object.keys(body) : []);
  const told = KEY_SINCE.find(([key]) => keys.has(key))?.[1];
  if (told !== undefined) return { told, verdict: 'supported' };
  if (keys.size > 0) return { told: `older than ${supportedVersions.oldest}`, verdict: 'too-old' };
  return { told: 'unknown', verdict: 'unknown' };
}

/** What is wrong with a version, for people; undefined where nothing is. */
export function versionProblem({ told, verdict }: MediaMtxVersion): string | undefined {
  const { oldest, newest } = supportedVersions;
  const range = `media-service is made for ${oldest} to ${newest}`;
  if (verdict === 'too-old') return `MediaMTX ${told} is too old: ${range}`;
  if (verdict === 'newer') return `MediaMTX ${told} is newer than what is known here: ${range}`;
  if (verdict === 'unknown') return `MediaMTX does not tell a version that can be read (${told}): ${range}`;
  return undefined;
}

function judge(version: unknown): MediaMtxVersion {
  const text = typeof version === 'string' ? version.trim() : '';
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\.|$|-)/.exec(text) ?? [];
  // It comes from outside and goes to logs and metrics.
  const told = /^[\w.+-]{1,64}$/.test(text) ? text.replace(/^v(?=\d)/, '') : 'unknown';
  if (major === undefined || minor === undefined) return { told, verdict: 'unknown' };
  const own = [Number(major), Number(minor)] as const;
  if (compare(own, supportedVersions.oldest) < 0) return { told, verdict: 'too-old' };
  return { told, verdict: compare(own, supportedVersions.newest) > 0 ? 'newer' : 'supported' };
}

function compare([major, minor]: readonly [number, number], other: string): number {
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}
