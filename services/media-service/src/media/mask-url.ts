import { maskUrl as maskCredentials } from '@dubbing/common';

/** Whom the service logs in as at the media server. */
export const serviceUser = 'media-service';

/** Services that take streams put the key at the end of the path, /app/KEY: longer than a name that a person would choose. */
const keyLikeSegment = /\/[A-Za-z0-9_-]{20,}(?=$|[?#])/;
const ownMachine = /^[a-z]+:\/\/(?:[^/@]*@)?(?:localhost|127\.0\.0\.1|\[::1\])[:/]/i;
const srtStreamId = /([?&]streamid=)[^&#]*/i;
/** What the service adds to its own URLs says nothing about where they lead. */
const ownLogin = new RegExp(`[?&]user=${serviceUser}&pass=[^&#]*`);

/** A media URL as it may stand in logs, errors and status: user, password, tokens and stream keys are hidden. */
export function maskUrl(url: string): string {
  const masked = maskCredentials(url.replace(ownLogin, '')).replace(srtStreamId, '$1[redacted]');
  return /^rtmps?:/i.test(url) && !ownMachine.test(url) ? masked.replace(keyLikeSegment, '/[redacted]') : masked;
}

/** What a server says may repeat the address that it was called by: here without what `masked` hides of `url`. */
export function hideSecrets(said: string, url: string, masked: string): string {
  const parts = (text: string): string[] => text.split(/[/?&@:]/).map((part) => part.replace(/^[^=]*=/, ''));
  const shown = new Set(parts(masked));
  const hidden = parts(url).filter((part) => part.length > 2 && !shown.has(part));
  return hidden
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, part) => text.replaceAll(part, '[redacted]'), said);
}
