import { expect } from 'chai';
import {
  DEFAULT_PLACEMENT,
  decidePlacement,
  type Committed,
  type DubShape,
  type PlacementLimits,
} from '../../../src/timeline/placement-policy.js';

const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;
const between = (startMs: number, endMs: number) => ({ startPtsNs: ns(startMs), endPtsNs: ns(endMs) });

interface Case {
  claimedMs?: number;
  last?: { endMs: number; sourceStartMs: number };
  quietUntilMs?: number;
  dubMs?: number;
  speedFactor?: number;
  limits?: Partial<PlacementLimits>;
}

/** A fragment from 10 s to 13 s. */
function decide({ claimedMs = 5000, last, quietUntilMs = 13_000, dubMs = 3000, speedFactor = 1, limits }: Case) {
  const shape: DubShape = { durationNs: ns(dubMs), speedFactor };
  const committed: Committed = {
    claimedPtsNs: ns(claimedMs),
    last: last && { endPtsNs: ns(last.endMs), source: between(last.sourceStartMs, last.sourceStartMs + 1000) },
    quietUntilPtsNs: ns(quietUntilMs),
  };
  const decision = decidePlacement(between(10_000, 13_000), shape, committed, { ...DEFAULT_PLACEMENT, ...limits });
  return 'refused' in decision ? `${decision.refused}: ${decision.reason}` : Number(decision.startPtsNs / ns(1));
}

describe('decidePlacement', () => {
  const before = (endMs: number) => ({ endMs, sourceStartMs: 7000 });
  const interpreter = { mode: 'interpreter' as const };
  const cases: [string, Case, number | string][] = [
    ['starts with the original', {}, 10_000],
    ['waits for the dub before it, with a breath', { last: before(10_500) }, 10_560],
    ['does not wait longer than it may', { last: before(11_141) }, 'skipped: no-room'],
    ['does not begin in the middle', { claimedMs: 10_001 }, 'late: released'],
    ['borrows the pause that follows', { dubMs: 9000, quietUntilMs: 16_500 }, 10_000],
    ['does not swallow the speech that follows', { dubMs: 9000 }, 'skipped: too-long'],
    ['may take a little of it', { dubMs: 5500 }, 10_000],
    [
      'does not speak what came after its successor',
      { last: { endMs: 9000, sourceStartMs: 10_001 } },
      'skipped: out-of-order',
    ],
    ['does not hurry beyond the cap', { speedFactor: 1.4 }, 'skipped: too-fast'],
    ['does not drawl', { speedFactor: 0.8 }, 'skipped: too-slow'],
    ['does not mind a speed that is not told', { speedFactor: 0 }, 10_000],
    ['takes the cap itself', { speedFactor: 1.352 }, 10_000],
    ['trails in interpreter mode', { claimedMs: 14_000, limits: interpreter }, 14_000],
    ['trails no further than the bound', { last: before(17_941), limits: interpreter }, 'skipped: no-room'],
    ['may trail up to it', { last: before(17_940), limits: interpreter }, 18_000],
    ['is too long there too', { claimedMs: 14_000, dubMs: 9501, limits: interpreter }, 'skipped: too-long'],
  ];
  for (const [what, given, expected] of cases) it(what, () => expect(decide(given)).to.equal(expected));
});
