import type { ProbeFault } from '../report/fault.js';
import type { SoundReport } from './sound-report.js';

/** From where on a measure is a fault. */
export interface SoundLimits {
  /** Silence that the reference does not have. Default 80 ms, which is four AAC frames. */
  lostMs?: number;
  /** Silence where there is no reference to compare with. Default 2,000 ms. */
  silenceMs?: number;
  /** Default −1 dBTP (EBU R128). */
  truePeakDb?: number;
  /** How far the programme's loudness may lie from the reference's. Default 3 LU. */
  loudnessLu?: number;
}

/** So many of one kind are listed; the report holds them all. */
const MOST_LISTED = 50;
/** Fast AAC encoders leave a spike of up to 22 dB now and then; a louder one was made by nobody's coder. */
const NO_CODER_DB = 24;
/** Meters differ by this much (EBU Tech 3341 asks for +0.2 and −0.4 dB). */
const PEAK_TOLERANCE_DB = 0.3;

/** What of a report is a fault, each with its place and size. */
export function soundFaults(report: Omit<SoundReport, 'faults'>, limits: SoundLimits = {}): ProbeFault[] {
  return [...silenceFaults(report, limits), ...clickFaults(report), ...levelFaults(report, limits)];
}

function silenceFaults({ alignment, silence }: Omit<SoundReport, 'faults'>, limits: SoundLimits): ProbeFault[] {
  const { lostMs = 80, silenceMs = 2_000 } = limits;
  const leastMs = alignment === undefined ? silenceMs : lostMs;
  const against = alignment === undefined ? '' : ' where the reference is heard';
  return silence.lost
    .filter(({ durationMs }) => durationMs >= leastMs)
    .slice(0, MOST_LISTED)
    .map(({ startMs, durationMs }) => ({
      code: 'SILENCE',
      severity: 'error',
      atMs: startMs,
      sizeMs: durationMs,
      message: `Nothing is heard for ${Math.round(durationMs)} ms${against}.`,
    }));
}

function clickFaults({ clicks }: Omit<SoundReport, 'faults'>): ProbeFault[] {
  return [...clicks.places]
    .sort((a, b) => b.sizeDb - a.sizeDb)
    .slice(0, MOST_LISTED)
    .map(({ atMs, sizeDb, channel }) => ({
      code: 'CLICK',
      severity: sizeDb < NO_CODER_DB ? 'warning' : 'error',
      atMs,
      size: { value: sizeDb, unit: 'dB' },
      message: `A click stands ${sizeDb.toFixed(0)} dB out of the sound around it${channel === 'mid' ? '' : ` on the ${channel} channel`}.`,
    }));
}

function levelFaults(report: Omit<SoundReport, 'faults'>, limits: SoundLimits): ProbeFault[] {
  const { truePeakDb: limitDb = -1, loudnessLu = 3 } = limits;
  const { truePeakDb, integratedLufs } = report.loudness;
  const faults: ProbeFault[] = [];
  if (truePeakDb > limitDb + PEAK_TOLERANCE_DB) {
    faults.push({
      code: 'TRUE_PEAK_EXCEEDED',
      // A codec adds some tenths to what a limiter has kept below the limit; above full scale a decoder distorts.
      severity: truePeakDb > 0 ? 'error' : 'warning',
      size: { value: truePeakDb, unit: 'dBTP' },
      message: `The true peak is ${truePeakDb.toFixed(1)} dBTP; at most ${limitDb} dBTP are allowed.`,
    });
  }
  const awayLu = integratedLufs - (report.referenceLoudness?.integratedLufs ?? Number.NaN);
  if (Math.abs(awayLu) > loudnessLu) {
    faults.push({
      code: 'LOUDNESS_OFF',
      severity: 'warning',
      size: { value: awayLu, unit: 'LU' },
      message: `The programme is ${Math.abs(awayLu).toFixed(1)} LU ${awayLu > 0 ? 'louder' : 'softer'} than its reference.`,
    });
  }
  return faults;
}
