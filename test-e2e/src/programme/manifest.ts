import { readFile } from 'node:fs/promises';
import type { ScheduledSentence } from './schedule.js';

/** What lies beside the programme file: where everything in it is. */
export interface ProgrammeManifest {
  /** Hash of the script and of the generator's version; another fingerprint means another programme. */
  fingerprint: string;
  title: string;
  language: string;
  durationMs: number;
  frameRate: number;
  frames: number;
  /**
   * Time in the file minus programme time, in milliseconds: every time below is programme time.
   * Picture and sound are both shifted by it.
   */
  offsetMs: number;
  beepsMs: number[];
  beepDurationMs: number;
  sentences: ScheduledSentence[];
}

/** `programme.flv` → `programme.json`. */
export function manifestPath(programmeFile: string): string {
  return programmeFile.replace(/\.[^./]+$/, '') + '.json';
}

export async function readManifest(programmeFile: string): Promise<ProgrammeManifest> {
  return JSON.parse(await readFile(manifestPath(programmeFile), 'utf8')) as ProgrammeManifest;
}
