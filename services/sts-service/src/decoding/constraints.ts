/** How far a row is with its constraints. Never changed; a token makes another one. */
export interface ConstraintState {
  /** Which constraints the row has. */
  readonly met: readonly boolean[];
  /** The one that it is in the middle of, with how many of its tokens it has. */
  readonly active: number | undefined;
  readonly position: number;
  /** Whether its last token completed a constraint. */
  readonly justMet: boolean;
}

/** Runs of tokens that a sequence must have, in whatever order, none inside another. */
export class ConstraintSet {
  readonly start: ConstraintState;
  readonly #constraints: readonly (readonly number[])[];

  constructor(constraints: readonly (readonly number[])[]) {
    this.#constraints = constraints;
    const met = constraints.map((constraint) => constraint.length === 0);
    this.start = { met, active: undefined, position: 0, justMet: false };
  }

  /** Tokens that bring the row further. Within a constraint only those that go on with it. */
  next(state: ConstraintState): number[] {
    const position = state.active === undefined ? 0 : state.position;
    const tokens = this.#open(state)
      .filter((index) => this.#agrees(index, state))
      .flatMap((index) => this.#constraints[index]?.[position] ?? []);
    return [...new Set(tokens)];
  }

  /** How many tokens the row still needs. */
  missing(state: ConstraintState): number {
    const open = this.#open(state).reduce((sum, index) => sum + (this.#constraints[index]?.length ?? 0), 0);
    return open - (state.active === undefined ? 0 : state.position);
  }

  /**
   * Whether any token may come next, so that all constraints still fit behind it: straying from one
   * loses what the row has of it.
   * @param room tokens that the row may still have before its end token.
   */
  mayStray(state: ConstraintState, room: number): boolean {
    const missing = this.missing(state);
    return missing === 0 || missing + (state.active === undefined ? 0 : state.position) < room;
  }

  after(state: ConstraintState, token: number): ConstraintState {
    const goesOn = this.#open(state).filter((index) => this.#agrees(index, state));
    const position = state.active === undefined ? 0 : state.position;
    const active = goesOn.find((index) => this.#constraints[index]?.[position] === token);
    if (active !== undefined) return this.#step(state, active, position + 1);
    // It left a constraint in its middle; what it had of it is lost, and another may begin here.
    const begun = this.#open(state).find((index) => this.#constraints[index]?.[0] === token);
    if (begun !== undefined) return this.#step(state, begun, 1);
    return { met: state.met, active: undefined, position: 0, justMet: false };
  }

  #step(state: ConstraintState, active: number, position: number): ConstraintState {
    if (position < (this.#constraints[active]?.length ?? 0)) {
      return { met: state.met, active, position, justMet: false };
    }
    const met = state.met.map((value, index) => value || index === active);
    return { met, active: undefined, position: 0, justMet: true };
  }

  #open(state: ConstraintState): number[] {
    return [...state.met.keys()].filter((index) => state.met[index] !== true);
  }

  /** Whether the tokens that the row has of its active constraint are the first of this one too. */
  #agrees(index: number, { active, position }: ConstraintState): boolean {
    if (active === undefined || active === index) return true;
    const [mine = [], other = []] = [this.#constraints[active], this.#constraints[index]];
    return other.length > position && mine.slice(0, position).every((token, at) => other[at] === token);
  }
}
