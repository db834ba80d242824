import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../paths.js';

/** A flite voice of Debian's `flite` package. */
export type Voice = 'slt' | 'rms' | 'awb' | 'kal16';

/** One sentence, with the words that must be found in a correct translation of it (by language). */
export interface ScriptSentence {
  voice: Voice;
  text: string;
  expect: Record<string, string[]>;
}

export interface ScriptSection {
  title: string;
  sentences: ScriptSentence[];
}

/** The reference transcript of the built-in programme. */
export interface Script {
  title: string;
  language: string;
  sections: ScriptSection[];
}

export const scriptFile: string = join(projectDir, 'programme', 'script.json');

export function readScript(file: string = scriptFile): Script {
  return JSON.parse(readFileSync(file, 'utf8')) as Script;
}
