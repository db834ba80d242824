import { rule } from './rule.js';

export const inputSchemes = ['rtmp', 'rtmps', 'rtsp', 'rtsps', 'srt', 'udp', 'http', 'https', 'file'] as const;
export const outputSchemes = ['rtmp', 'rtmps', 'srt', 'file'] as const;

/** In UTF-16 units. */
const longestUrl = 4096;

/** A URL whose scheme is one of the given ones. */
export function IsUrlOf(schemes: readonly string[]): PropertyDecorator {
  return rule({
    name: 'urlOf',
    // No `pattern`: a URL parser forgives letter case, blanks around a URL and line breaks within.
    keywords: { type: 'string', maxLength: longestUrl, 'x-schemes': [...schemes], 'x-rules': ['url'] },
    says: 'A URL as the URL standard reads it, of one of the schemes that are named (`x-schemes`), that has a host or, with `file:`, a path. `srt://:9000` is a listener.',
    validate: (value) => typeof value === 'string' && value.length <= longestUrl && leadsTo(schemes, value),
    message: () => `$property must be a URL of ${schemes.join(', ')}`,
  });
}

/** `srt://:9000?mode=listener`, without a host, is how every SRT tool writes a listener. */
const srtListener = /^srt:\/\/(?=:\d)/;

function leadsTo(schemes: readonly string[], text: string): boolean {
  const whole = text.replace(srtListener, 'srt://0.0.0.0');
  const url = readUrl(whole);
  if (url === undefined) return false;
  const { protocol, hostname, pathname } = url;
  // A URL parser takes `rtmp:` and `file:///` for whole, but there is nothing to open.
  const somewhere = protocol === 'file:' ? pathname.length > 1 : hostname !== '';
  return somewhere && schemes.includes(protocol.slice(0, -1));
}

/** `URL.canParse` of Node 20 and 22 changes its mind on letters beyond ASCII once the caller has been optimized. */
function readUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
