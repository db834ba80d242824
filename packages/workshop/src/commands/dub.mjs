import { callersFolder, inRepository } from '../paths.mjs';
import { runInherited } from '../process/inherited.mjs';
import { startStsService } from '../process/sts-service.mjs';
import { createProgress } from '../report/progress.mjs';
import { setUp } from '../setup/set-up.mjs';
import { takeSetUpOptions } from './arguments.mjs';

/**
 * The dub program of media-service, with an sts-service beside it unless `--sts URL` names one.
 *
 * @type {import('./table.mjs').Command}
 */
export async function dub(args, signal) {
  const { mayInstall, rest } = takeSetUpOptions(args);
  const ownSts = !isStsGiven(rest);
  const progress = createProgress();
  await setUp(ownSts ? ['media-service', 'sts-service'] : ['media-service'], { mayInstall, progress, signal });

  const program = inRepository('services/media-service/dist/cli/dub.js');
  /** @param {readonly string[]} more */
  const run = (more) => runInherited(process.execPath, [program, ...rest, ...more], { cwd: callersFolder(), signal });
  if (!ownSts) return run([]);

  const sts = await startStsService({ progress, signal });
  try {
    return await run(['--sts', sts.url]);
  } finally {
    await sts.stop();
  }
}

/**
 * Whether the dub program knows an sts-service without us, or needs none because it only prints its usage.
 * @param {readonly string[]} args
 */
const isStsGiven = (args) =>
  process.env['MEDIA_STS_URL'] !== undefined ||
  args.some((arg) => ['--sts', '--help', '-h'].includes(arg) || arg.startsWith('--sts='));
