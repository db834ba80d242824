import type { ConstraintState } from './constraints.js';

export interface Continuation {
  readonly row: number;
  readonly token: number;
  /** Sum of log probabilities, this token included. */
  readonly score: number;
  readonly state: ConstraintState;
}

/**
 * Chooses the rows of the next step: one after the other from each bank, that is from the hypotheses
 * that have equally much of the constraints, best first, those with the most before the others.
 */
export function shareAmongBanks(continuations: readonly Continuation[], beams: number): Continuation[] {
  const banks = new Map<number, Continuation[]>();
  for (const continuation of continuations) {
    const had = continuation.state.met.filter(Boolean).length * 1000 + continuation.state.position;
    banks.set(had, [...(banks.get(had) ?? []), continuation]);
  }
  const ordered = [...banks].sort(([a], [b]) => b - a).map(([, bank]) => bank.sort((a, b) => b.score - a.score));
  const chosen: Continuation[] = [];
  for (let place = 0; chosen.length < beams && ordered.some((bank) => place < bank.length); place += 1) {
    for (const bank of ordered) {
      const continuation = bank[place];
      if (continuation !== undefined && chosen.length < beams) chosen.push(continuation);
    }
  }
  return chosen;
}
