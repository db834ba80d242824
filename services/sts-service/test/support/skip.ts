import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Context } from 'mocha';

const programs: Readonly<Record<string, string>> = {
  flite: 'flite',
  ffmpeg: 'ffmpeg',
  'lt-proc': 'apertium',
  'espeak-ng': 'espeak-ng',
};

const files: Readonly<Record<string, string>> = {
  '/usr/share/pocketsphinx/model/en-us/en-us.lm.bin': 'pocketsphinx-en-us',
  '/usr/share/apertium/modes/eng-spa.mode': 'apertium-eng-spa',
  '/usr/share/apertium/modes/eng-cat.mode': 'apertium-eng-cat',
};

/** Skips the test or the suite, and says why, unless these Debian packages are installed. */
export function needsPackages(context: Context, ...packages: string[]): void {
  const path = process.env['PATH'] ?? '';
  const missing = new Set(packages);
  for (const [program, name] of Object.entries(programs)) {
    if (path.split(delimiter).some((folder) => existsSync(join(folder, program)))) missing.delete(name);
  }
  for (const [file, name] of Object.entries(files)) if (existsSync(file)) missing.delete(name);
  if (missing.size === 0) return;
  skip(context, `not installed: ${[...missing].join(', ')}`);
}

export function skip(context: Context, reason: string): never {
  process.stdout.write(`skipped: ${reason}\n`);
  return context.skip();
}
