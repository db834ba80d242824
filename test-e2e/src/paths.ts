import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of this project. The compiled code lies in `dist/` when it is run and in `build/src/`
 * when it is tested, so the folder is found by its marker rather than by a number of steps up.
 */
export const projectDir: string = findUp(dirname(fileURLToPath(import.meta.url)), 'programme/script.json');

/** The repository that holds this project and the services beside it. */
export const repositoryDir: string = dirname(projectDir);

/** Everything that can be made again: the programme, logs, recordings of tests. */
export const cacheDir: string = join(repositoryDir, '.cache');

function findUp(from: string, marker: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, marker))) return folder;
    if (folder === dirname(folder)) throw new Error(`no ${marker} above ${from}`);
  }
}
