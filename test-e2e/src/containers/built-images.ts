import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { cacheDir } from '../paths.js';

/** What of an image's configuration (OCI, with Docker's HEALTHCHECK) a container is made of. */
export interface ImageConfig {
  User?: string;
  Env?: string[];
  Entrypoint?: string[] | null;
  Cmd?: string[] | null;
  WorkingDir?: string;
  Labels?: Record<string, string> | null;
  Healthcheck?: { Test?: string[]; Interval?: number; Timeout?: number; StartPeriod?: number; Retries?: number } | null;
  Volumes?: Record<string, unknown> | null;
  ExposedPorts?: Record<string, unknown> | null;
  StopSignal?: string;
}

/** An image that `npm run images` has built, as it stands in `built.json`. */
export interface BuiltImage {
  image: string;
  /** The mounted root file system, on this machine. It is only read. */
  rootfs: string;
  config: ImageConfig;
  sizeBytes: number;
  compressedBytes?: number;
  /** The images it was built on; a stand-in was made here because the public one could not be had. */
  bases: { name: string; standIn: boolean }[];
}

/** Names of images: service and runtime. */
export type ImageName = 'media-service-cpu' | 'sts-service-cpu' | 'sts-service-cuda12';

/** Where the build tells what it made. */
export const builtImagesFile = join(cacheDir, 'images', 'built.json');

/**
 * The images that have been built here.
 * @throws DubbingError IMAGE_NOT_BUILT when none has
 */
export async function builtImages(file: string = builtImagesFile): Promise<Partial<Record<ImageName, BuiltImage>>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new DubbingError(errorCodes.IMAGE_NOT_BUILT, 'no image has been built yet: npm run images', { cause });
  });
  return JSON.parse(text) as Partial<Record<ImageName, BuiltImage>>;
}

/**
 * One of them, with its root file system in place.
 * @throws DubbingError IMAGE_NOT_BUILT
 */
export async function builtImage(name: ImageName, file: string = builtImagesFile): Promise<BuiltImage> {
  const image = (await builtImages(file))[name];
  const notThere = (why: string): DubbingError =>
    new DubbingError(errorCodes.IMAGE_NOT_BUILT, `${name} ${why}: npm run images`, { source: name });
  if (image === undefined) throw notThere('has not been built');
  const isMounted = existsSync(image.rootfs) && (await readdir(image.rootfs)).length > 0;
  // Mounts do not outlive the machine's last start, what was written about them does.
  if (!isMounted) throw notThere('is built, but not mounted any more');
  return image;
}
