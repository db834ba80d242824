import { formatTable } from '../../demo/table.js';
import type { DubReport } from '../dub/dub-report.js';
import type { SoundReport } from '../sound/sound-report.js';
import type { TrackTimes } from '../timestamps/track-times.js';
import type { Distribution } from './distribution.js';
import type { ProbeFault } from './fault.js';
import type { ProbeReport } from './report.js';

/** Faults of one kind beyond these are counted and not listed; the JSON has them all. */
const LISTED_PER_CODE = 8;

/** The report for a person: what was measured, how it is spread, and what is wrong. */
export function reportTable(report: ProbeReport): string {
  const sections = [
    heading(report),
    formatTable([['measure', 'n', 'min', 'p50', 'p95', 'p99', 'max'], ...distributionRows(report)]),
    facts(factRows(report)),
    faultList(report.faults),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function heading({ input, reference, startMs, durationMs }: ProbeReport): string {
  const against = reference === undefined ? '' : `, against ${reference.uri}`;
  return `${input.uri} (${input.container}): ${clock(durationMs)} from ${(startMs / 1000).toFixed(3)} s${against}`;
}

function distributionRows({ timestamps, avOffset, picture, sound, dub, hls }: ProbeReport): string[][] {
  const rows: [string, Distribution | undefined][] = [
    ['picture: frame distance', timestamps.video?.distance],
    ['picture: decoded before shown', timestamps.video?.reorder],
    ['picture: output minus reference', picture?.offset],
    ['sound: packet distance', timestamps.audio?.distance],
    ['A/V offset (+ sound late)', avOffset?.offset],
    ['loudness, momentary (400 ms)', sound?.loudness.momentaryLufs],
    ['loudness, short-term (3 s)', sound?.loudness.shortTermLufs],
    ['dub lag, as heard', dub?.lag],
    ['original under the dub', dub?.bedGain],
    ['dub over what is left of the original', dub?.voiceToBed],
    ['HLS segment length', hls?.declared],
    ['HLS length minus playlist’s', hls?.declaredError],
  ];
  return rows.flatMap(([title, distribution]) =>
    distribution === undefined ? [] : [distributionRow(title, distribution)],
  );
}

/** Of one measure: its name with the unit, and how it is spread. */
export function distributionRow(title: string, { unit, count, min, p50, p95, p99, max }: Distribution): string[] {
  return [`${title}, ${unit}`, String(count), ...[min, p50, p95, p99, max].map((value) => value.toFixed(1))];
}

function factRows({ timestamps, picture, avOffset, sound, dub, hls }: ProbeReport): string[][] {
  const rows: string[][] = [];
  for (const times of [timestamps.video, timestamps.audio]) if (times !== undefined) rows.push(...timesRows(times));
  if (timestamps.transport !== undefined)
    rows.push([
      'transport packets',
      `${timestamps.transport.packets}, ${timestamps.transport.lost} breaks of continuity`,
    ]);
  if (picture !== undefined) {
    const { frames, identical, lost, repeated, altered, inserted, reordered, lostAtEdges } = picture;
    rows.push(['frames identical to the reference’s', `${identical} of ${frames}`]);
    rows.push([
      'frames lost / repeated / altered / inserted / reordered',
      `${[lost, repeated, altered, inserted, reordered].join(' / ')}${lostAtEdges > 0 ? ` (and ${lostAtEdges} at the edges)` : ''}`,
    ]);
    rows.push(['places at which the time of frames changes against the reference', String(picture.offsetSteps.length)]);
  }
  if (avOffset !== undefined) {
    const { pairs, worstMs, trend, unpaired, referenceMs } = avOffset;
    const own = referenceMs === undefined ? '' : `; the reference’s own median ${referenceMs.toFixed(1)} ms`;
    rows.push([
      'flash and beep pairs',
      `${pairs.length}${worstMs === undefined ? '' : `, worst ${worstMs.toFixed(1)} ms`}, ${unpaired} flashes without${own}`,
    ]);
    if (trend !== undefined)
      rows.push([
        'A/V drift',
        `${trend.msPerHour.toFixed(1)} ± ${trend.uncertaintyMsPerHour.toFixed(1)} ms/h over ${clock(trend.spanMs)}`,
      ]);
  }
  if (sound !== undefined) rows.push(...soundRows(sound));
  if (dub !== undefined) rows.push(dubRow(dub));
  if (hls !== undefined) {
    rows.push([
      'HLS',
      `${hls.isLive ? 'live' : 'ended'}, target ${hls.targetDurationMs / 1000} s, ${hls.segments} segments`,
    ]);
    rows.push([
      'HLS audio / captions',
      `${hls.audioLanguages.join(' ') || '-'} / ${hls.captionLanguages.join(' ') || '-'}`,
    ]);
    rows.push(['HLS discontinuities / captions read', `${hls.discontinuities} / ${hls.captions}`]);
  }
  return rows;
}

function soundRows({ silence, clicks, loudness, referenceLoudness }: SoundReport): string[][] {
  const { longest, lost, gateDb } = silence;
  const against =
    referenceLoudness === undefined ? '' : `; the reference ${referenceLoudness.integratedLufs.toFixed(1)} LUFS`;
  return [
    [
      'longest silence',
      `${longest.durationMs.toFixed(0)} ms under ${gateDb} dBFS${longest.durationMs > 0 ? ` at ${(longest.startMs / 1000).toFixed(3)} s` : ''}`,
    ],
    [
      referenceLoudness === undefined ? 'silences' : 'silences that the reference has not',
      `${lost.length}${lost[0] === undefined ? '' : `, longest ${lost[0].durationMs.toFixed(0)} ms`}`,
    ],
    [
      'clicks',
      `${clicks.places.length}${clicks.ofReference > 0 ? `, and ${clicks.ofReference} that the reference has` : ''}`,
    ],
    [
      'loudness, integrated / range / true peak',
      `${loudness.integratedLufs.toFixed(1)} LUFS / ${loudness.rangeLu.toFixed(1)} LU / ${loudness.truePeakDb.toFixed(1)} dBTP${against}`,
    ],
  ];
}

function dubRow({ language, fragments, shares, clock: record }: DubReport): string[] {
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const how = record.foundBy === 'sound' ? ', by a clock found by ear' : '';
  return [
    `speech (${language}): dubbed / original / neither`,
    `${share(shares.dub)} / ${share(shares.original)} / ${share(shares.nothing)} of ${fragments.length} fragments${how}`,
  ];
}

/** Two columns, both flush left. */
function facts(rows: readonly string[][]): string {
  const width = Math.max(0, ...rows.map(([title = '']) => title.length));
  return rows.map(([title = '', fact = '']) => `${title.padEnd(width)}  ${fact}`).join('\n');
}

function timesRows(times: TrackTimes): string[][] {
  const name = times.kind === 'video' ? 'picture' : 'sound';
  const counts = [times.backward, times.repeated, times.dtsAfterPts, times.ptsRepeated, times.gaps, times.overlaps];
  const wraps = times.wrapsAtMs.length === 0 ? '' : `; the clock wraps ${times.wrapsAtMs.length} ×`;
  return [
    [`${name} (${times.codec})`, `${times.packets} packets over ${clock(times.endMs - times.startMs)}${wraps}`],
    [
      `${name}: DTS backward / repeated / after PTS, PTS repeated, gaps, overlaps`,
      counts.map(({ length }) => length).join(' / '),
    ],
  ];
}

function faultList(faults: readonly ProbeFault[]): string {
  if (faults.length === 0) return 'no faults';
  const counts = new Map<string, number>();
  const lines: string[] = [];
  for (const { code, severity, atMs, message } of faults) {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count > LISTED_PER_CODE) continue;
    const at = atMs === undefined ? '' : ` at ${(atMs / 1000).toFixed(3)} s`;
    lines.push(`${severity === 'error' ? 'FAULT' : 'note '}  ${code}${at}: ${message}`);
  }
  for (const [code, count] of counts)
    if (count > LISTED_PER_CODE) lines.push(`       ${code}: ${count - LISTED_PER_CODE} more`);
  return lines.join('\n');
}

/** `1:02:03.5`, without the hours where there are none. */
function clock(ms: number): string {
  const total = ms / 1000;
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  const seconds = (total % 60).toFixed(1).padStart(4, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}
