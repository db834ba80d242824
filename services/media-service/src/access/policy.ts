import { readPublishPath, type PublishPath } from '../streams/publish-path.js';
import { anyStream, type AccessRules, type ReadPolicy, type StreamKey } from './rules.js';
import { isAnySecret, isSecret, type SecretDigest } from './secret.js';

/** What somebody wants to do at the media server; texts that are not there are empty. */
export interface AccessRequest {
  /** `publish`, `read`, `playback`, `api`, `metrics` or `pprof`. */
  readonly action: string;
  /** Empty where the action is about no path. */
  readonly path: string;
  readonly user: string;
  readonly password: string;
  readonly token: string;
  /** Of the URL, without the question mark. */
  readonly query: string;
}

/** Why it may be, or why not. */
export const accessOutcomes = [
  'service',
  'key',
  'public',
  'unprotected',
  'missing-key',
  'wrong-key',
  'service-only',
  'unknown-path',
  'unknown-action',
] as const;
export type AccessOutcome = (typeof accessOutcomes)[number];

export interface AccessDecision {
  readonly allowed: boolean;
  readonly outcome: AccessOutcome;
}

/** The service's account, with the password as it is held. */
export interface KnownAccount {
  readonly user: string;
  readonly digest: SecretDigest;
}

/** Where in the query of a URL a key may stand. MediaMTX before 1.12 puts a bearer token there as `jwt`. */
const KEY_FIELDS = ['key', 'pass', 'token', 'jwt'];

/**
 * Who may do what. The service's account may do everything, and it alone publishes dubs and uses the control API.
 * @param rules undefined where there is no access file: then everyone may publish sources, and read
 */
export function decide(request: AccessRequest, rules: AccessRules | undefined, account: KnownAccount): AccessDecision {
  const { user, password, action } = request;
  if (user === account.user && isSecret(password, account.digest)) return allowed('service');
  const path = readPublishPath(request.path);
  switch (action) {
    case 'publish':
      return decidePublish(request, path, rules);
    case 'read':
    case 'playback':
      return decideRead(request, path, rules);
    case 'api':
    case 'metrics':
    case 'pprof':
      return refused('service-only');
    default:
      return refused('unknown-action');
  }
}

function decidePublish(request: AccessRequest, path: PublishPath, rules: AccessRules | undefined): AccessDecision {
  if (path.kind === 'processed') return refused('service-only');
  if (rules === undefined) return allowed('unprotected');
  return path.kind === 'source' ? decideByKey(request, path.id, rules.publishKeys) : refused('unknown-path');
}

function decideRead(request: AccessRequest, path: PublishPath, rules: AccessRules | undefined): AccessDecision {
  if (rules === undefined) return allowed('unprotected');
  if (path.kind === 'unknown') return refused('unknown-path');
  const policy: ReadPolicy = path.kind === 'source' ? rules.readSources : rules.readDubs;
  if (policy === 'public') return allowed('public');
  return policy === 'private' ? refused('service-only') : decideByKey(request, path.id, rules.readKeys);
}

function decideByKey(request: AccessRequest, stream: string, keys: readonly StreamKey[]): AccessDecision {
  const own = keys.filter((key) => key.stream === stream || key.stream === anyStream);
  if (own.some(({ digest }) => digest === undefined)) return allowed('public');
  const candidates = candidatesOf(request);
  if (candidates.length === 0) return refused('missing-key');
  const digests = own.flatMap(({ digest }) => digest ?? []);
  return isAnySecret(candidates, digests) ? allowed('key') : refused('wrong-key');
}

function candidatesOf({ password, token, query }: AccessRequest): readonly string[] {
  const fields = new URLSearchParams(query);
  const all = [password, token, ...KEY_FIELDS.map((field) => fields.get(field) ?? '')];
  return [...new Set(all)].filter((candidate) => candidate !== '');
}

function allowed(outcome: AccessOutcome): AccessDecision {
  return { allowed: true, outcome };
}

function refused(outcome: AccessOutcome): AccessDecision {
  return { allowed: false, outcome };
}
