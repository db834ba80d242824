/** Names that streams may have. */
const ID = '[a-z0-9-]{1,64}';
const SOURCE_PATH = new RegExp(`^live/(${ID})(?:/in)?$`);
const PROCESSED_PATH = new RegExp(`^live/(${ID})/out(?:/(.*))?$`);

/** What a path on the media server is to this service. */
export type PublishPath =
  | { kind: 'source'; id: string; path: string }
  | { kind: 'processed'; id: string; language?: string }
  | { kind: 'unknown' };

/**
 * Reads a path of the media server, whichever it is: `live/<id>/in`, for short `live/<id>`, is a source;
 * `live/<id>/out/<lang>` is what the service itself publishes. Both are told apart from what it does not know.
 */
export function readPublishPath(raw: string): PublishPath {
  const path = raw.replace(/^\/+|\/+$/g, '');
  const source = SOURCE_PATH.exec(path)?.[1];
  if (source !== undefined) return { kind: 'source', id: source, path };
  const [, id, language] = PROCESSED_PATH.exec(path) ?? [];
  if (id === undefined) return { kind: 'unknown' };
  return language === undefined ? { kind: 'processed', id } : { kind: 'processed', id, language };
}
