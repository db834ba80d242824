/** One publish on the media server, as a hook or the list of its paths tells of it. */
export interface Publish {
  /** Without a leading slash. */
  readonly path: string;
  /** Such as `rtmpConn`. */
  readonly sourceType?: string;
  /** The connection's name at the media server; absent where it has none, or nobody told it. */
  readonly sourceId?: string;
  /** When the path became ready, as the media server writes it. Hooks do not tell it. */
  readonly readyTime?: string;
}

/** Whether two notices are about one publish; undefined where they tell too little for that. */
export function isSamePublish(one: Publish, other: Publish): boolean | undefined {
  if (one.path !== other.path) return false;
  const times = sameWhereTold(one.readyTime, other.readyTime);
  const ids = sameWhereTold(one.sourceId, other.sourceId);
  // A connection that stopped publishing and began again is the same source with another time.
  if (times === false || ids === false) return false;
  return times ?? ids;
}

/** What both notices of one publish tell together. */
export function joinPublishes(known: Publish, news: Publish): Publish {
  const told = Object.entries(news).filter(([, value]) => value !== undefined);
  return { ...known, ...(Object.fromEntries(told) as unknown as Publish) };
}

/** Of publishes that are there at once, the one that was there first. */
export function firstPublish(publishes: readonly Publish[]): Publish | undefined {
  return publishes.toSorted((one, other) => begun(one) - begun(other))[0];
}

function begun({ readyTime }: Publish): number {
  const ms = readyTime === undefined ? Number.NaN : Date.parse(readyTime);
  return Number.isNaN(ms) ? Number.MAX_SAFE_INTEGER : ms;
}

function sameWhereTold(one: string | undefined, other: string | undefined): boolean | undefined {
  return one === undefined || other === undefined ? undefined : one === other;
}
