/** A seeded generator (mulberry32), so that a random test fails the same way twice. @returns numbers from 0 up to 1 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function integerBetween(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}
