/** Names that streams may have; `_` is not among them, so that no processed path looks like a source. */
const ID = '[a-z0-9-]{1,64}';
const SOURCE_PATHS = [new RegExp(`^live/(${ID})$`), new RegExp(`^live/(${ID})/in$`)];
const PROCESSED_PATHS = [new RegExp(`^live/${ID}_[A-Za-z0-9-]+$`), new RegExp(`^live/${ID}/out(/.*)?$`)];

/** What a path on the media server is to this service. */
export type PublishPath = { kind: 'source'; id: string; path: string } | { kind: 'processed' } | { kind: 'unknown' };

/**
 * Reads the path of a hook: `live/<id>` on the embedded server, `live/<id>/in` on MediaMTX. What the service itself
 * publishes (`live/<id>_<lang>`, `live/<id>/out…`) is told apart from what it does not know.
 */
export function readPublishPath(raw: string): PublishPath {
  const path = raw.replace(/^\/+|\/+$/g, '');
  for (const pattern of SOURCE_PATHS) {
    const id = pattern.exec(path)?.[1];
    if (id !== undefined) return { kind: 'source', id, path };
  }
  return PROCESSED_PATHS.some((pattern) => pattern.test(path)) ? { kind: 'processed' } : { kind: 'unknown' };
}
