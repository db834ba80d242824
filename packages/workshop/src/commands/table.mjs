import { clean } from './clean.mjs';
import { contractsUpgrade } from './contracts-upgrade.mjs';
import { dub } from './dub.mjs';
import { bench, benchImages, conformance, demo, probe, programme, soak } from './end-to-end.mjs';
import { images } from './images.mjs';
import { link, unlink } from './link.mjs';
import { lock } from './lock.mjs';
import { registry } from './registry.mjs';
import { releasePublish, releaseVersion } from './release.mjs';
import { setup } from './setup.mjs';
import { format, formatCheck, lint, typecheck } from './style.mjs';
import { test } from './test.mjs';

/**
 * @typedef {(args: readonly string[], signal: AbortSignal) => Promise<number>} Command Gives the exit code.
 * @type {Readonly<Record<string, Command | undefined>>}
 */
export const commands = {
  demo,
  dub,
  bench,
  'bench:images': benchImages,
  soak,
  probe,
  conformance,
  programme,
  setup,
  test,
  lint,
  format,
  'format:check': formatCheck,
  typecheck,
  registry,
  images,
  lock,
  'contracts:upgrade': contractsUpgrade,
  link,
  unlink,
  'release:version': releaseVersion,
  'release:publish': releasePublish,
  clean,
};
