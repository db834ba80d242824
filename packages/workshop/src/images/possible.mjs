import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { rootIsMount } from './own-root.mjs';

const run = promisify(execFile);

/**
 * Why no image can be built here, whatever is installed, as a sentence without its full stop; undefined where they can. Building wants
 * no daemon, but root and mounts.
 */
export async function whyNoImages() {
  if (process.platform !== 'linux') return 'images are built on Linux only';
  if (process.getuid?.() !== 0) return 'only root may build images here';
  try {
    const own = rootIsMount(await readFile('/proc/self/mountinfo', 'utf8')) ? [] : ['--propagation', 'unchanged'];
    await run('unshare', ['--mount', ...own, 'mount', '-t', 'tmpfs', 'none', '/mnt']);
    return undefined;
  } catch {
    return 'mounts cannot be made here';
  }
}

/** The same, with the programs that building takes. */
export async function whyNoImagesNow() {
  const reason = await whyNoImages();
  if (reason !== undefined) return reason;
  for (const program of ['buildah', 'debootstrap']) {
    try {
      await run(program, ['--version']);
    } catch {
      return `${program} is missing`;
    }
  }
  return undefined;
}
