import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { maskUrl } from '../../media/mask-url.js';

export interface SrtAddress {
  /** As GStreamer's SRT elements read it. */
  readonly uri: string;
  readonly mode: 'caller' | 'listener' | 'rendezvous';
  /** Whom a caller calls. */
  readonly host: string;
  readonly port: number;
}

const form = /^srt:\/\/(\[[0-9a-f:.]+\]|[^/:?#[\]]*):(\d+)\/?(?:\?([^#]*))?$/i;
/** libsrt takes no others, and says so only when it is too late. */
const PASSPHRASE_CHARACTERS = { min: 10, max: 79 };

/**
 * `srt://host:port?mode=caller|listener|rendezvous&latency=ms&passphrase=…&pbkeylen=16|24|32&streamid=…`. Without a host it listens.
 * A stream id with `#` in it is written with %23.
 * @throws DubbingError OUTPUT_URL_INVALID
 */
export function parseSrtUrl(url: string, masked = maskUrl(url)): SrtAddress {
  const invalid = (why: string): DubbingError =>
    new DubbingError(errorCodes.OUTPUT_URL_INVALID, `an SRT output's URL ${why}`, {
      field: 'output',
      source: masked,
    });
  const [whole, bracketed = '', digits, query] = form.exec(url) ?? [];
  const port = Number(digits);
  if (whole === undefined || port < 1 || port > 65_535) throw invalid('has the form srt://host:port?name=value&…');
  const fields = new URLSearchParams(query);
  const host = bracketed.replace(/^\[|\]$/g, '');
  const mode = fields.get('mode') ?? (host === '' ? 'listener' : 'caller');
  if (mode !== 'caller' && mode !== 'listener' && mode !== 'rendezvous') {
    throw invalid('knows the modes caller, listener and rendezvous');
  }
  if (mode !== 'listener' && host === '') throw invalid('names no host');
  const passphrase = fields.get('passphrase');
  const { min, max } = PASSPHRASE_CHARACTERS;
  if (passphrase !== null && (passphrase.length < min || passphrase.length > max)) {
    throw invalid(`has a passphrase that is not ${min} to ${max} characters long`);
  }
  return { uri: url, mode, host, port };
}
