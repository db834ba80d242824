import { rm } from 'node:fs/promises';
import { imagesFolder } from '../images/buildah.mjs';
import { cacheFolder, inRepository } from '../paths.mjs';
import { parts } from '../parts/table.mjs';
import { unmountBelow } from '../system/mounts.mjs';
import { createProgress } from '../report/progress.mjs';

/**
 * Removes what installing, building and testing made; the next command makes it again. System packages stay.
 *
 * @type {import('./table.mjs').Command}
 */
export async function clean() {
  const made = Object.values(parts).flatMap(({ directory }) =>
    ['node_modules', 'dist', 'build', 'coverage'].map((name) => inRepository(directory, name)),
  );
  const progress = createProgress();
  await progress.step('remove what was installed and built', async () => {
    await unmountBelow(imagesFolder);
    for (const path of [...made, inRepository('node_modules'), cacheFolder]) {
      await rm(path, { recursive: true, force: true });
    }
  });
  return 0;
}
