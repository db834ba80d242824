import type { Publish } from '../../streams/publish.js';
import { invalidAnswer, type ControlApi } from './control-api.js';

/** Everything that is published at MediaMTX. */
export interface PathList {
  readonly publishes: readonly Publish[];
  /** False where paths came or went between the pages, so that some may be missing. */
  readonly isWhole: boolean;
}

/** So many that one page has them all: it is a snapshot, and MediaMTX sorts anew for each page. */
const ITEMS_PER_PAGE = 10_000;
const MOST_PAGES = 20;

/**
 * Reads all pages of `/v3/paths/list`.
 * @throws DubbingError as `ControlApi.get`
 */
export async function readPathList(
  api: ControlApi,
  signal: AbortSignal,
  itemsPerPage = ITEMS_PER_PAGE,
): Promise<PathList> {
  const found = new Map<string, Publish | undefined>();
  const counts = new Set<number>();
  let listed = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, itemCount, pageCount } = await readPage(api, { page, itemsPerPage }, signal);
    counts.add(itemCount);
    listed += items.length;
    for (const item of items) {
      const { name, publish } = readItem(api.url, item);
      found.set(name, publish);
    }
    if (page + 1 < pageCount) continue;
    const publishes = [...found.values()].filter((publish) => publish !== undefined);
    return { publishes, isWhole: counts.size === 1 && found.size === itemCount && listed === itemCount };
  }
  return { publishes: [...found.values()].filter((publish) => publish !== undefined), isWhole: false };
}

interface Page {
  readonly items: readonly unknown[];
  readonly itemCount: number;
  readonly pageCount: number;
}

async function readPage(
  api: ControlApi,
  { page, itemsPerPage }: { readonly page: number; readonly itemsPerPage: number },
  signal: AbortSignal,
): Promise<Page> {
  const { body } = await api.get(`/v3/paths/list?itemsPerPage=${itemsPerPage}&page=${page}`, signal);
  if (body === undefined) throw invalidAnswer(api.url, 'it has no list of paths');
  const { items, itemCount, pageCount } = asObject(body);
  if (!Array.isArray(items) || typeof itemCount !== 'number' || typeof pageCount !== 'number')
    throw invalidAnswer(api.url, 'its list of paths has another form');
  return { items, itemCount, pageCount };
}

/**
 * A path counts as published once its tracks are known. `ready` and `readyTime` are called `available` and
 * `availableTime` since 1.16, and the old names are on their way out.
 */
function readItem(url: string, item: unknown): { name: string; publish: Publish | undefined } {
  const { name, source, ready, readyTime, available, availableTime } = asObject(item);
  if (typeof name !== 'string') throw invalidAnswer(url, 'a path in its list has no name');
  if ((ready ?? available) !== true || typeof source !== 'object' || source === null)
    return { name, publish: undefined };
  const { type, id } = asObject(source);
  const time = readyTime ?? availableTime;
  const publish = {
    path: name,
    ...(typeof type === 'string' && type !== '' && { sourceType: type }),
    ...(typeof id === 'string' && id !== '' && { sourceId: id }),
    ...(typeof time === 'string' && { readyTime: time }),
  };
  return { name, publish };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
