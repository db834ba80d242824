import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError } from '@dubbing/common';
import { resolvePath } from '../config.js';
import { cacheDir } from '../paths.js';
import { generateProgramme } from './generate.js';

/** `node dist/programme/main.js [--out FILE] [--force]` */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' }, force: { type: 'boolean', default: false } } });
  const file = values.out === undefined ? join(cacheDir, 'programme', 'programme.flv') : resolvePath(values.out);
  const manifest = await generateProgramme({
    file,
    force: values.force,
    onProgress: (text) => process.stdout.write(`${text}\n`),
  });
  process.stdout.write(`${file}: ${manifest.durationMs / 1000} s, ${manifest.sentences.length} sentences\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
