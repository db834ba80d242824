/** Attention of one head while each token was chosen: one row per token, one column per step of 20 ms. */
export interface HeadAttention {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * When each token was said, in columns: the path through the attention along which rows and columns
 * only go forward and that gathers the most of it (`whisper.timing.find_alignment`). Before, each
 * column is set against its mean and deviation over the tokens, and smoothed by a median.
 *
 * @param rows the tokens to place: from `from` on, up to `to`.
 * @returns the column where each of these tokens begins.
 */
export function alignTokens(
  heads: readonly HeadAttention[],
  { from, to }: { readonly from: number; readonly to: number },
  columns: number,
  medianWidth: number,
): number[] {
  const rows = to - from;
  const cost = new Float64Array(rows * columns);
  const row = new Float64Array(columns);
  for (const head of heads) {
    const { means, deviations } = columnStatistics(head, columns);
    for (let r = 0; r < rows; r += 1) {
      const start = (from + r) * head.columns;
      for (let c = 0; c < columns; c += 1) {
        row[c] = ((head.data[start + c] ?? 0) - (means[c] ?? 0)) / (deviations[c] || 1);
      }
      smooth(row, medianWidth, (c, value) => {
        const at = r * columns + c;
        cost[at] = (cost[at] ?? 0) - value / heads.length;
      });
    }
  }
  return firstColumns(cost, rows, columns);
}

/** Over all rows, those of the prompt too. */
function columnStatistics({ data, rows, columns: stride }: HeadAttention, columns: number) {
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let c = 0; c < columns; c += 1) {
    let sum = 0;
    let squares = 0;
    for (let r = 0; r < rows; r += 1) sum += data[r * stride + c] ?? 0;
    const mean = sum / rows;
    for (let r = 0; r < rows; r += 1) squares += ((data[r * stride + c] ?? 0) - mean) ** 2;
    means[c] = mean;
    deviations[c] = Math.sqrt(squares / rows);
  }
  return { means, deviations };
}

/** The running median; the row is mirrored at its ends. */
function smooth(row: Float64Array, width: number, give: (column: number, median: number) => void): void {
  const half = Math.min((width - 1) / 2, row.length - 1);
  const last = row.length - 1;
  const around = new Float64Array(2 * half + 1);
  for (let c = 0; c <= last; c += 1) {
    for (let i = -half; i <= half; i += 1) around[i + half] = row[last - Math.abs(last - Math.abs(c + i))] ?? 0;
    give(c, around.sort()[half] ?? 0);
  }
}

const fromBoth = 0;
const fromRow = 1;
const fromColumn = 2;

/** Dynamic time warping: the cheapest path from the first corner to the last, and where it enters each row. */
function firstColumns(cost: Float64Array, rows: number, columns: number): number[] {
  const width = columns + 1;
  const total = new Float64Array((rows + 1) * width).fill(Infinity);
  const trace = new Uint8Array((rows + 1) * width);
  total[0] = 0;
  for (let r = 1; r <= rows; r += 1) {
    for (let c = 1; c <= columns; c += 1) {
      const at = r * width + c;
      const both = total[at - width - 1] ?? Infinity;
      const row = total[at - width] ?? Infinity;
      const column = total[at - 1] ?? Infinity;
      // A step along both is not taken when it only equals another, as in the original.
      const step = both < row && both < column ? fromBoth : row < both && row < column ? fromRow : fromColumn;
      const before = step === fromBoth ? both : step === fromRow ? row : column;
      total[at] = (cost[(r - 1) * columns + c - 1] ?? 0) + before;
      trace[at] = step;
    }
  }
  const first = Array.from({ length: rows }, () => 0);
  let r = rows;
  let c = columns;
  while (r > 0 && c > 0) {
    first[r - 1] = c - 1;
    const step = trace[r * width + c];
    if (step !== fromColumn) r -= 1;
    if (step !== fromRow) c -= 1;
  }
  return first;
}
