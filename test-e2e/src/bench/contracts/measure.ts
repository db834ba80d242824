/** What reading one message costs. */
export interface Cost {
  readonly medianUs: number;
  readonly p99Us: number;
  /** Of all calls together, with the pauses of the garbage collector. */
  readonly perSecond: number;
  /** On the heap, by one call; the bytes of the sound are not there. */
  readonly heapBytes: number;
}

const ROUNDS = 40;
const CALLS_PER_ROUND = 1000;
const WARM_UP_CALLS = 5000;

/** What was read last. A result that nobody keeps might not be made at all once the code is optimized. */
let kept: unknown;

/**
 * Times the actions in turn, round by round, so that whatever else the machine does befalls them alike. Each call is
 * timed by itself; the clock's own cost, some 50 ns, is in the figures of all of them.
 */
export function measureInTurn(actions: readonly (() => unknown)[]): Cost[] {
  const times = actions.map(() => new Float64Array(ROUNDS * CALLS_PER_ROUND));
  const totalsMs = actions.map(() => 0);
  for (const action of actions) for (let call = 0; call < WARM_UP_CALLS; call += 1) kept = action();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, action] of actions.entries()) {
      const timesUs = times[index] ?? new Float64Array();
      const begun = performance.now();
      for (let call = 0; call < CALLS_PER_ROUND; call += 1) {
        const before = performance.now();
        kept = action();
        timesUs[round * CALLS_PER_ROUND + call] = (performance.now() - before) * 1000;
      }
      totalsMs[index] = (totalsMs[index] ?? 0) + performance.now() - begun;
    }
  }
  if (kept === undefined) throw new Error('nothing was read');
  return actions.map((action, index) => {
    const sorted = (times[index] ?? new Float64Array()).sort();
    return {
      medianUs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
      p99Us: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
      perSecond: (sorted.length * 1000) / (totalsMs[index] ?? Number.NaN),
      heapBytes: heapBytesOf(action),
    };
  });
}

/**
 * By how much the heap grows with one call: the median of many short series, since a garbage collection within one
 * would spoil it.
 */
function heapBytesOf(action: () => unknown): number {
  const calls = 20;
  const growths = Array.from({ length: 101 }, () => {
    const before = process.memoryUsage().heapUsed;
    for (let call = 0; call < calls; call += 1) kept = action();
    return (process.memoryUsage().heapUsed - before) / calls;
  });
  return growths.sort((a, b) => a - b)[50] ?? Number.NaN;
}
