import { NS_PER_MS } from '@dubbing/common';
import { TIMESTAMP_MAP } from './media-time.js';

/** One line of captions on the programme timeline. */
export interface Caption {
  startPtsNs: bigint;
  endPtsNs: bigint;
  text: string;
}

/** Characters per line and lines per cue, as broadcast captions have them (EBU-TT-D guidance: 37–42 by 2). */
const LINE_LENGTH = 42;
const LINES_PER_CUE = 2;

/** Cuts a long caption into cues of two lines, sharing its time by the number of characters. */
export function splitCaption(caption: Caption): Caption[] {
  const lines = wrap(caption.text);
  const pages: string[][] = [];
  for (let at = 0; at < lines.length; at += LINES_PER_CUE) pages.push(lines.slice(at, at + LINES_PER_CUE));
  const total = pages.reduce((sum, page) => sum + pageLength(page), 0);
  const durationNs = caption.endPtsNs - caption.startPtsNs;
  let before = 0;
  return pages.map((page) => {
    const startPtsNs = caption.startPtsNs + (durationNs * BigInt(before)) / BigInt(total);
    before += pageLength(page);
    const endPtsNs = caption.startPtsNs + (durationNs * BigInt(before)) / BigInt(total);
    return { startPtsNs, endPtsNs, text: page.join('\n') };
  });
}

/** One WebVTT segment: every cue that touches the interval, with its own whole times (RFC 8216 §3.5). */
export function renderWebVtt(cues: readonly Caption[]): string {
  const blocks = cues.map((cue) => `${cueTime(cue.startPtsNs)} --> ${cueTime(cue.endPtsNs)}\n${escapeCue(cue.text)}\n`);
  return `WEBVTT\n${TIMESTAMP_MAP}\n\n${blocks.join('\n')}`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > LINE_LENGTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

function pageLength(page: readonly string[]): number {
  return page.reduce((sum, line) => sum + line.length, 0);
}

function escapeCue(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cueTime(ptsNs: bigint): string {
  const totalMs = Number((ptsNs < 0n ? 0n : ptsNs) / NS_PER_MS);
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0');
  const hours = Math.floor(totalMs / 3_600_000);
  const minutes = Math.floor(totalMs / 60_000) % 60;
  const seconds = Math.floor(totalMs / 1000) % 60;
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(totalMs % 1000, 3)}`;
}
