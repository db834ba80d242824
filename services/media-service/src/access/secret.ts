import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * A secret as it is held: SHA-256, in lower-case hexadecimal. Digests are compared, so that the time of it tells neither
 * how much of a secret was guessed nor how long it is.
 */
export type SecretDigest = string;

export function digestOf(secret: string): SecretDigest {
  return createHash('sha256').update(secret).digest('hex');
}

export function isSecret(candidate: string, digest: SecretDigest): boolean {
  return timingSafeEqual(Buffer.from(digestOf(candidate), 'hex'), Buffer.from(digest, 'hex'));
}

/** Whether any of the candidates is any of the secrets; all are looked at, so that the time does not tell which it was. */
export function isAnySecret(candidates: readonly string[], digests: readonly SecretDigest[]): boolean {
  let found = false;
  for (const candidate of candidates) {
    for (const digest of digests) {
      const same = isSecret(candidate, digest);
      found ||= same;
    }
  }
  return found;
}
