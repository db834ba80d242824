import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { maskUrl } from '../../media/mask-url.js';

/** Where an RTMP stream goes. */
export interface RtmpAddress {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  /** What `connect` names. */
  readonly app: string;
  /** What `publish` names: the key, with its query. */
  readonly stream: string;
  /** The address up to the app, as `connect` repeats it. */
  readonly tcUrl: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

const form = /^(rtmps?):\/\/(?:([^/@]*)@)?(\[[0-9a-f:.]+\]|[^/:?#[\]]+)(?::(\d+))?\/(.+)$/i;

/**
 * `rtmp[s]://[user:password@]host[:port]/app[/more]/stream[?query]`. The last part of the path is the stream; a query that goes on
 * with a slash (`/app?token=…/stream`) belongs to the app.
 * @throws DubbingError OUTPUT_URL_INVALID
 */
export function parseRtmpUrl(url: string, masked = maskUrl(url)): RtmpAddress {
  const [, scheme = '', credentials, host = '', port, path = ''] = form.exec(url) ?? [];
  const tls = scheme.toLowerCase() === 'rtmps';
  const query = path.indexOf('?');
  const name = query < 0 ? path : path.slice(0, query);
  const cut = name.includes('/') ? name.lastIndexOf('/') : path.lastIndexOf('/');
  const app = path.slice(0, Math.max(0, cut));
  const stream = path.slice(cut + 1);
  const portNumber = port === undefined ? (tls ? 443 : 1935) : Number(port);
  if (app === '' || stream === '' || portNumber < 1 || portNumber > 65_535) {
    const message = 'an RTMP output has the form rtmp[s]://[user:password@]host[:port]/app/stream';
    throw new DubbingError(errorCodes.OUTPUT_URL_INVALID, message, { field: 'output', source: masked });
  }
  const [user, password] = credentials === undefined ? [] : splitOnce(credentials, ':').map(unescape);
  const authority = port === undefined ? host : `${host}:${port}`;
  return {
    tls,
    host: host.replace(/^\[|\]$/g, ''),
    port: portNumber,
    app,
    stream,
    tcUrl: `${scheme.toLowerCase()}://${authority}/${app}`,
    user,
    password,
  };
}

function splitOnce(text: string, at: string): string[] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: the password was written as it is.
    return text;
  }
}
