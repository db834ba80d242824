import { DubbingError } from '../errors/dubbing-error.js';
import { errorCodes } from '../errors/error-codes.js';

/** A presentation time in whole nanoseconds, as the source gave it. */
export type PtsNs = bigint;

export const NS_PER_MS = 1_000_000n;
export const NS_PER_S = 1_000_000_000n;

/** For display and for timers; the fraction keeps the nanoseconds. */
export function nsToMs(ns: bigint): number {
  // Splitting first keeps the fraction exact for times far beyond 2^53 nanoseconds.
  return Number(ns / NS_PER_MS) + Number(ns % NS_PER_MS) / 1e6;
}

/** Nearest nanosecond. @throws DubbingError PTS_INVALID for NaN and infinities. */
export function msToNs(ms: number): bigint {
  if (!Number.isFinite(ms)) {
    throw new DubbingError(errorCodes.PTS_INVALID, `not a time in milliseconds: ${ms}`);
  }
  const wholeMs = Math.trunc(ms);
  return BigInt(wholeMs) * NS_PER_MS + BigInt(Math.round((ms - wholeMs) * 1e6));
}

/** The decimal string that JSON carries, since its numbers end at 2^53. */
export function formatPtsNs(ptsNs: PtsNs): string {
  return ptsNs.toString();
}

/** 19 digits hold every signed 64-bit time; more would only cost memory. */
const decimalPts = /^(?:0|-?[1-9][0-9]{0,18})$/;

export function isPtsText(text: unknown): text is string {
  return typeof text === 'string' && decimalPts.test(text);
}

/** @throws DubbingError PTS_INVALID when the text is not a plain decimal integer. */
export function parsePtsNs(text: string): PtsNs {
  if (!decimalPts.test(text)) {
    throw new DubbingError(errorCodes.PTS_INVALID, `not a decimal time in nanoseconds: ${text}`);
  }
  return BigInt(text);
}
