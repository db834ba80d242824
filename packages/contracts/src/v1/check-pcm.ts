import { bytesPerFrame, type AudioFormat } from '@dubbing/common';
import { ContractError } from '../contract-error.js';
import { contractErrorCodes } from '../error-codes.js';

/** A duration in milliseconds need not be a whole number of samples. */
const toleranceFrames = 1;

/**
 * Holds the PCM of a fragment against its duration. Apart from `parse`, because the format
 * stands in another message, `stream:init`.
 * @throws ContractError PCM_LENGTH_WRONG on field `pcm`.
 */
export function checkPcm(fragment: { readonly durationMs: number; readonly pcm: Buffer }, audio: AudioFormat): void {
  const { byteLength } = fragment.pcm;
  const frameBytes = bytesPerFrame(audio);
  if (byteLength === 0) throw wrong('pcm must not be empty');
  if (byteLength % frameBytes !== 0) {
    throw wrong(`pcm must be whole samples of ${frameBytes} bytes, not ${byteLength} bytes`);
  }
  const expected = (fragment.durationMs * audio.sampleRateHz) / 1000;
  // A little above one, so that a duration that was rounded in binary is not refused.
  if (Math.abs(byteLength / frameBytes - expected) > toleranceFrames + 1e-6) {
    throw wrong(
      `pcm must last ${fragment.durationMs} ms, ${Math.round(expected) * frameBytes} bytes, not ${byteLength}`,
    );
  }
}

function wrong(message: string): ContractError {
  return new ContractError([{ field: 'pcm', message }], contractErrorCodes.PCM_LENGTH_WRONG);
}
