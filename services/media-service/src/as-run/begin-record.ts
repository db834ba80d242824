import { dirname } from 'node:path';
import { describeError, type Logger } from '@dubbing/common';
import { expireFolder, rotateRecord } from './record-files.js';

interface Recorded {
  readonly asRun?: { readonly file: string; readonly retentionMs: number };
}

/**
 * A stream that starts, as opposed to a worker that starts again, gets a file of its own; what an earlier stream of the
 * name left is set aside. What is older than the retention goes. No fault here keeps a stream from starting.
 *
 * @param inUse the files that running streams write to
 */
export async function beginRecord({ asRun }: Recorded, inUse: ReadonlySet<string>, logger: Logger): Promise<void> {
  if (asRun === undefined) return;
  const { file, retentionMs } = asRun;
  try {
    await rotateRecord(file);
    await expireFolder(dirname(file), Date.now() - retentionMs, inUse);
  } catch (error) {
    logger.warn('the as-run record of an earlier stream was not set aside', { file, error: describeError(error) });
  }
}
