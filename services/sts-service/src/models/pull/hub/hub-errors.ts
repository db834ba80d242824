import { stsError } from '../../../errors.js';
import { Transient } from '../transient.js';

/** A URL as it may be shown: signed addresses carry secrets in their query. */
export function shownUrl(url: URL): string {
  return url.origin + url.pathname;
}

/** What an answer that is no success means. `own` is false once a redirect has led to another host. */
export function errorOfStatus(response: Response, url: URL, own: boolean): Error {
  const { status } = response;
  const source = shownUrl(url);
  const told = [String(status), response.headers.get('x-error-message') ?? ''].join(' ').trim();
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return new Transient(`${source} answers ${told}`, { retryAfterMs: retryAfterMs(response) });
  }
  // Storage that a hub redirects to refuses addresses that are too old; the hub gives a new one.
  if (!own && (status === 400 || status === 401 || status === 403)) return new Transient(`${source} answers ${told}`);
  if (status === 401 || status === 403) {
    const why = 'the model does not exist, is private, or wants its terms accepted on the hub: set STS_MODELS_TOKEN';
    return stsError('MODEL_HUB_REFUSED', `${source} answers ${told}: ${why}`, { source });
  }
  if (status === 404 || status === 410) {
    return stsError('MODEL_HUB_NOT_FOUND', `${source} answers ${told}: the hub has no such file or revision`, {
      source,
    });
  }
  return stsError('MODEL_HUB_MALFORMED', `${source} answers ${told}, which cannot be used`, { source });
}

/** Seconds, or a date; undefined when the header is absent or cannot be read. */
function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after');
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
