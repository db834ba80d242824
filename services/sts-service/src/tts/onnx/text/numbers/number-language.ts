/** How one language says numbers. */
export interface NumberLanguage {
  /** Words for a whole number from 0 to `mostSpelled`. */
  cardinal(value: number): string;
  /** What stands between the whole part and the rest of a number. */
  readonly decimalMark: '.' | ',';
  /** Characters that may stand in front of groups of three digits. */
  readonly groupMarks: string;
  readonly decimalWord: string;
  readonly minus: string;
  /** Words for signs beside a number. */
  readonly signs: Readonly<Record<string, string>>;
}

/** Beyond this, numbers are read digit by digit, as nobody says them otherwise. */
export const mostSpelled = 999_999_999_999;

/** One scale of a number, such as the thousands of 12 345: how many, and what is left. */
export function splitAt(value: number, scale: number): [count: number, rest: number] {
  return [Math.floor(value / scale), value % scale];
}

/** The parts that are not empty, with spaces between. */
export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
