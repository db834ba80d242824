/** Names of fields whose values no log may show. */
const secretName = /^pass$|pass(?:word|wd|phrase)$|secret|token|authorization|api[-_]?key|stream[-_]?key|cookie/i;

// Every repetition is bounded by a character that it excludes, or by a number, so that a long
// hostile text costs no more than a long harmless one.
const userInfo = /\b([a-z][a-z0-9+.-]{0,15}:\/\/)[^/?#\s]*@/gi;
const secretQuery = /([?&][^=&#\s]{0,64}(?:pass|secret|token|key)[^=&#\s]{0,64}=)[^&#\s]*/gi;

export const redacted = '[redacted]';

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** The URL, or a text with URLs in it, without user names, passwords, tokens and keys. */
export function maskUrl(text: string): string {
  return text.replace(userInfo, `$1${redacted}@`).replace(secretQuery, `$1${redacted}`);
}
