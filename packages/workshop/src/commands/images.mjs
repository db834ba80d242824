import { buildAll, withBuilder } from '../images/builder.mjs';
import { builtFile } from '../images/built.mjs';
import { whyNoImages } from '../images/possible.mjs';
import { imageNames, images as table } from '../images/table.mjs';
import { imagePackages } from '../parts/table.mjs';
import { createProgress } from '../report/progress.mjs';
import { setUp } from '../setup/set-up.mjs';
import { ensurePackages } from '../system/ensure.mjs';
import { WorkshopError } from '../workshop-error.mjs';
import { takeSetUpOptions } from './arguments.mjs';

const usage = `npm run images [-- OPTIONS]

Builds the container images with buildah, without a daemon, and prints their sizes.

  --service NAME    media-service or sts-service (default: both)
  --runtime NAME    cpu (default), or cuda12 for sts-service
  --no-install      does not install what is missing of the system packages
`;

/** @type {import('./table.mjs').Command} */
export async function images(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  const reason = await whyNoImages();
  if (reason !== undefined) throw new WorkshopError(`No image can be built: ${reason}.`);
  const names = chosen(rest);
  const progress = createProgress();
  await ensurePackages(imagePackages, { mayInstall, progress, signal });
  await setUp(['workshop'], { mayInstall, progress, signal });
  const { built, bases } = await withBuilder(names, { progress, signal }, async (builder) => ({
    built: await buildAll(names, builder, progress),
    bases: builder.bases,
  }));
  const standIns = [...new Set(Object.values(bases).flatMap(({ name, standIn }) => (standIn ? [name] : [])))];
  if (standIns.length > 0) progress.say(`Built on stand-ins for ${standIns.join(', ')}.`);
  process.stdout.write(sizesOf(names.flatMap((name) => built[name] ?? [])));
  progress.say(`Where they lie is in ${builtFile}.`);
  return 0;
}

/** @param {readonly import('../images/built.mjs').Built[]} built */
export const sizesOf = (built) =>
  built
    .map(({ image, sizeBytes }) => `${image.padEnd(36)}${(sizeBytes / 1_000_000).toFixed(0).padStart(6)} MB\n`)
    .join('');

/**
 * @param {readonly string[]} args
 * @returns {import('../images/table.mjs').ImageName[]}
 */
export function chosen(args) {
  /** @type {Record<string, string>} */
  const options = {};
  for (let at = 0; at < args.length; at += 1) {
    const [, key = '', inline] = /^--(service|runtime)(?:=(.*))?$/.exec(args[at] ?? '') ?? [];
    if (key === '') throw new WorkshopError(`Unknown argument: ${args[at]}.`, { advice: usage });
    options[key] = inline ?? args[(at += 1)] ?? '';
  }
  const { service, runtime = 'cpu' } = options;
  const names = imageNames.filter(
    (name) => table[name].runtime === runtime && (service === undefined || table[name].service === service),
  );
  if (names.length === 0) {
    throw new WorkshopError(`There is no image of ${service ?? 'any service'} for ${runtime}.`, {
      advice: `There are: ${imageNames.join(', ')}.`,
    });
  }
  return names;
}
