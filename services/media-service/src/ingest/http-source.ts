import type { Source } from './source.js';

const PROBE_TIMEOUT_MS = 5000;

/**
 * Asks an HTTP server what a URL is before it is opened: a playlist whose name does not say so, and a file of known
 * length, are paced by the clock and end for good; a response without a length is live. When the question fails the
 * guess from the URL stands, and GStreamer finds the fault itself.
 */
export async function refineHttpSource(source: Source, input: string, signal: AbortSignal): Promise<Source> {
  if (!/^https?:/i.test(input)) return source;
  const probe = new AbortController();
  const deadline = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  try {
    const response = await fetch(withoutCredentials(input), {
      signal: AbortSignal.any([signal, deadline, probe.signal]),
    });
    const type = response.headers.get('content-type') ?? '';
    const length = response.headers.get('content-length');
    // Only the head of the answer is of interest.
    probe.abort();
    if (!response.ok) return source;
    if (/mpegurl/i.test(type)) return { ...source, pace: 'clock', live: true, launch: withoutLiveFlag(source.launch) };
    if (length !== null && source.pace === 'source') {
      return { ...source, pace: 'clock', live: false, launch: withoutLiveFlag(source.launch) };
    }
    return source;
  } catch {
    return source;
  }
}

/** fetch refuses URLs with a user name. */
function withoutCredentials(input: string): string {
  const url = new URL(input);
  url.username = '';
  url.password = '';
  return url.href;
}

function withoutLiveFlag(launch: string): string {
  return launch.replace(/ is-live=true$/, '');
}
