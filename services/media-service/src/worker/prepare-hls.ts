import { DubbingError, describeError } from '@dubbing/common';
import { errorCodes } from '../errors.js';
import { readResumePoint, type ResumePoint } from '../hls/resume-point.js';

/**
 * Makes the stream's folder and finds what an earlier worker left there. A folder that cannot be made keeps no stream from the
 * air, no more than a disk that is full: what cannot be written is told of, and the other outputs go on.
 *
 * @param onError is given HLS_WRITE_FAILED
 */
export async function prepareHls(
  directory: string,
  onError: (error: DubbingError) => void,
): Promise<ResumePoint | undefined> {
  try {
    return await readResumePoint(directory);
  } catch (cause) {
    const message = `HLS has no folder that it can use: ${describeError(cause)}`;
    onError(new DubbingError(errorCodes.HLS_WRITE_FAILED, message, { source: directory, retryable: true, cause }));
    return undefined;
  }
}
