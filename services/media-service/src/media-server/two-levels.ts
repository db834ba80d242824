import { readPublishPath } from '../streams/publish-path.js';

/**
 * node-media-server knows paths of two levels alone: one name of letters, digits, `-` and `_` for the app, one for the
 * stream. The paths of the service have up to four levels, so each is put under a name of its own in there, which nobody
 * outside sees: `/<id>/in` and `/<id>/out_<lang>`.
 */
export interface TwoLevels {
  readonly app: string;
  readonly name: string;
}

const LANGUAGE = /^[A-Za-z0-9-]{1,64}$/;

/** @param path as a client names it; @returns undefined where this service knows no such path */
export function toTwoLevels(path: string): TwoLevels | undefined {
  const known = readPublishPath(path);
  if (known.kind === 'source') return { app: known.id, name: 'in' };
  if (known.kind === 'processed' && known.language !== undefined && LANGUAGE.test(known.language)) {
    return { app: known.id, name: `out_${known.language}` };
  }
  return undefined;
}

/** The path without its leading slash, such as `live/news/in`, of what is `/news/in` in there. */
export function fromTwoLevels(streamPath: string): string {
  return `live${streamPath.replace('/out_', '/out/')}`;
}

/**
 * The URL that an HTTP-FLV or WebSocket-FLV player asks for, as node-media-server takes it.
 * @returns undefined where there is no such path
 */
export function rewriteFlvUrl(url: string): string | undefined {
  const [, path, query = ''] = /^\/([^?]*)\.flv(\?.*)?$/i.exec(url) ?? [];
  const known = path === undefined ? undefined : toTwoLevels(path);
  return known === undefined ? undefined : `/${known.app}/${known.name}.flv${query}`;
}

/**
 * What an RTMP client publishes or plays. Where it cuts the path is its own affair: `live` and `news/in`, `live/news`
 * and `in`.
 */
export function joinRtmpNames(app: string, name: string): string {
  const parts = [app, name].map((part) => part.replace(/\?.*$/s, '').replace(/^\/+|\/+$/g, ''));
  return parts.filter((part) => part !== '').join('/');
}
