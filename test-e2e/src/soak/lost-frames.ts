/** What became of the published pictures. */
export interface FrameCount {
  published: number;
  received: number;
  /** Missing between pictures of one publication that both arrived. */
  lost: number;
  /** Published after the source came back and before the first that arrived. */
  lostOnReturn: number;
  /** Published last before a source broke off, and gone with its connection. */
  lostWithSource: number;
  /** Pictures that were not published, or not in this order. */
  foreign: number;
}

/**
 * Follows what arrived through what was published. The beginning of the first publication and the end of the last are left
 * out: a recording begins after the source, and ends while the delay still holds pictures.
 * @param reference hashes of one loop of the source, in decode order
 * @param publications how many pictures each publication sent, from the beginning of the loop on
 */
export function countFrames(
  reference: readonly string[],
  publications: readonly number[],
  received: readonly string[],
): FrameCount {
  const count: FrameCount = {
    published: publications.reduce((sum, frames) => sum + frames, 0),
    received: received.length,
    lost: 0,
    lostOnReturn: 0,
    lostWithSource: 0,
    foreign: 0,
  };
  const places = new Map<string, number[]>();
  reference.forEach((hash, index) => places.set(hash, [...(places.get(hash) ?? []), index]));
  let at: { publication: number; next: number } | undefined;
  for (const hash of received) {
    const found = following(places.get(hash) ?? [], reference.length, publications, at);
    if (found === undefined) {
      count.foreign += 1;
      continue;
    }
    if (at !== undefined && found.publication === at.publication) count.lost += found.frame - at.next;
    else if (at !== undefined) {
      count.lostWithSource += (publications[at.publication] ?? 0) - at.next;
      for (let skipped = at.publication + 1; skipped < found.publication; skipped += 1)
        count.lostOnReturn += publications[skipped] ?? 0;
      count.lostOnReturn += found.frame;
    }
    at = { publication: found.publication, next: found.frame + 1 };
  }
  return count;
}

/** The first place of a picture at or behind what is due. */
function following(
  places: readonly number[],
  loop: number,
  publications: readonly number[],
  at: { publication: number; next: number } | undefined,
): { publication: number; frame: number } | undefined {
  for (let publication = at?.publication ?? 0; publication < publications.length; publication += 1) {
    const due = publication === at?.publication ? at.next : 0;
    const frames = places
      .map((place) => place + Math.max(0, Math.ceil((due - place) / loop)) * loop)
      .filter((frame) => frame < (publications[publication] ?? 0));
    if (frames.length > 0) return { publication, frame: Math.min(...frames) };
  }
  return undefined;
}
