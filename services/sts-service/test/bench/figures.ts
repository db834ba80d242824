/** The value below which this part of the values lies, from 0 to 1. Zero for none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
