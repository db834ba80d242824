import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { PACKET_BYTES, SYNC_BYTE } from '../mpegts/packets.js';
import { isReadableHls } from './hls/is-readable.js';
import type { Source } from './source.js';

const PROBE_TIMEOUT_MS = 5000;

/**
 * Looks at an input before it is opened, where its URL alone does not tell what it is. When the look fails the guess
 * from the URL stands, and whoever opens the input finds the fault.
 */
export async function refineSource(source: Source, input: string, signal: AbortSignal): Promise<Source> {
  if (/^https?:/i.test(input)) return refineHttp(source, input, signal);
  const isFile = !/^[a-z][a-z0-9+.-]*:\/\//i.test(input) || /^file:/i.test(input);
  return isFile ? refineFile(source, input) : source;
}

/** MPEG-TS and FLV are told by their first bytes, whatever the file is called. */
async function refineFile(source: Source, input: string): Promise<Source> {
  const path = source.file?.path ?? (/^file:/i.test(input) ? fileURLToPath(input) : input);
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2 * PACKET_BYTES + 1), 0);
      const form = formOf(buffer.subarray(0, bytesRead));
      if (form !== undefined) return { ...source, form, file: source.file ?? { path } };
    } finally {
      await handle.close();
    }
  } catch {
    // The element that opens the file will say what is wrong with it.
  }
  return source;
}

function formOf(head: Buffer): 'transport-stream' | 'flv' | undefined {
  if (head.toString('latin1', 0, 3) === 'FLV') return 'flv';
  const isTs = head.length > PACKET_BYTES && head[0] === SYNC_BYTE && head[PACKET_BYTES] === SYNC_BYTE;
  return isTs ? 'transport-stream' : undefined;
}

/**
 * A playlist whose name does not say so, and a file of known length, are paced by the clock and end for good; a response
 * without a length is live.
 */
async function refineHttp(source: Source, input: string, signal: AbortSignal): Promise<Source> {
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
    if (/mpegurl/i.test(type)) {
      const isReadable = await isReadableHls(input, source.masked, signal);
      const launch = withoutLiveFlag(source.launch);
      return { ...source, form: isReadable ? 'hls' : 'container', pace: 'clock', live: true, launch, url: input };
    }
    const refined = { ...source, form: formOfType(type) ?? source.form };
    if (length !== null && source.pace === 'source') {
      return { ...refined, pace: 'clock', live: false, launch: withoutLiveFlag(source.launch) };
    }
    return refined;
  } catch {
    return source;
  }
}

function formOfType(type: string): 'transport-stream' | 'flv' | undefined {
  if (/^video\/(?:x-)?flv/i.test(type)) return 'flv';
  return /^video\/(?:mp2t|mpegts)/i.test(type) ? 'transport-stream' : undefined;
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
