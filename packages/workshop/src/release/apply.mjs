// The root's `version` script, which Lerna runs between writing the versions and committing: it puts the changelogs and
// pins that the changesets have made beside the versions. As the `preversion` script (`--check`) it stops a `lerna version`
// that nobody prepared, before anything is written.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { git } from '../process/git.mjs';

/** The environment variable that holds the path of the prepared changes. */
const prepared = process.env['DUBBING_RELEASE_CHANGES'];

if (prepared === undefined) {
  process.stderr.write('Versions are made with `npm run release:version`, by what the changesets say.\n');
  process.exit(1);
}
if (!process.argv.includes('--check')) {
  const changes = /** @type {import('./harvest.mjs').Changes} */ (JSON.parse(await readFile(prepared, 'utf8')));
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) {
      await rm(path, { force: true });
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await git(['add', '--all', '--', ...Object.keys(changes)], { cwd: process.cwd() });
}
