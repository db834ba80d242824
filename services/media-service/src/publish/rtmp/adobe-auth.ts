import { createHash, randomBytes } from 'node:crypto';

/** What a server that wants a user's name writes into its refusal of `connect`. */
export type AuthDemand = { readonly step: 'announce' } | { readonly step: 'answer'; readonly query: URLSearchParams };

/**
 * Reads the description of a refusal in the scheme that Adobe's encoders introduced: first
 * `[ code=403 need auth; authmod=adobe ]`, then `… ?reason=needauth&user=…&salt=…&challenge=…&opaque=…`.
 * @returns undefined where the refusal is final
 */
export function authDemand(description: string): AuthDemand | undefined {
  if (!/authmod\s*=\s*adobe/i.test(description)) return undefined;
  const query = /\?(\S+)/.exec(description)?.[1];
  if (query === undefined) return /code=403/.test(description) ? { step: 'announce' } : undefined;
  const fields = new URLSearchParams(query.replaceAll('+', '%2B'));
  return fields.get('reason') === 'needauth' ? { step: 'answer', query: fields } : undefined;
}

/** @returns what is put behind the app's name for the next `connect` */
export function authQuery(
  demand: AuthDemand,
  user: string,
  password: string,
  ownChallenge = randomBytes(4).toString('hex'),
): string {
  const start = `?authmod=adobe&user=${encodeURIComponent(user)}`;
  if (demand.step === 'announce') return start;
  const salt = demand.query.get('salt') ?? '';
  const challenge = demand.query.get('challenge') ?? '';
  const opaque = demand.query.get('opaque') ?? '';
  const secret = md5(user + salt + password);
  const response = md5(secret + (opaque === '' ? challenge : opaque) + ownChallenge);
  const end = opaque === '' ? '' : `&opaque=${opaque}`;
  return `${start}&challenge=${ownChallenge}&response=${response}${end}`;
}

/** MD5 is what the scheme prescribes; it protects nothing else here. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('base64');
}
