import type { DemoSummary, LanguageSummary } from './summary.js';

/** Sets a table in columns as wide as their widest cell. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

/** The short table at the end of a run: one column per language. */
export function summaryTable(summary: DemoSummary): string {
  const row = (title: string, cell: (language: LanguageSummary) => string): string[] => [
    title,
    ...summary.languages.map(cell),
  ];
  const ms = (value: number | undefined): string => (value === undefined ? '-' : `${Math.round(value)} ms`);
  const rows = [
    row('', ({ language }) => language),
    row('segments spoken', ({ status }) => String(status.spoken)),
    row('dub lag p50 (dub after the original)', ({ status }) => ms(status.dubLagMsP50)),
    row('dub lag p99', ({ status }) => ms(status.dubLagMsP99)),
    row('fallbacks to the original', ({ status }) => String(status.fallbacks)),
  ];
  // One recognition serves all languages, and so the time that a reply takes is told once.
  const { replyMsP50, replyMsP99, leastSlackMs } = summary.sts;
  rows.push(
    row('reply time p50 / p99', () => `${ms(replyMsP50)} / ${ms(replyMsP99)}`),
    row('least time before a deadline', () => ms(leastSlackMs)),
  );
  if (summary.languages.some(({ measurement }) => measurement !== undefined)) {
    rows.push(
      row('A/V offset (worst of the pairs)', ({ measurement }) => {
        const worst = measurement?.avOffset?.worstMs;
        return worst === undefined ? '-' : `${worst.toFixed(1)} ms (${measurement?.avOffset?.pairs.length ?? 0})`;
      }),
      row('frames bit-exact', ({ measurement }) =>
        measurement?.picture === undefined ? '-' : `${measurement.picture.identical} of ${measurement.picture.frames}`,
      ),
      row('frames lost', ({ measurement }) => String(measurement?.picture?.lost ?? '-')),
      row('longest silence', ({ measurement }) => ms(measurement?.sound?.silence.longest.durationMs)),
      row('bed in pauses', ({ measurement }) => {
        const difference = measurement?.bed.differenceDb;
        return difference === undefined ? '-' : `${difference >= 0 ? '+' : ''}${difference.toFixed(1)} dB`;
      }),
      row('loudness', ({ measurement }) =>
        measurement?.sound === undefined ? '-' : `${measurement.sound.loudness.integratedLufs.toFixed(1)} LUFS`,
      ),
    );
  }
  return formatTable(rows);
}
