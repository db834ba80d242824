import { checkPcm, type FragmentData, type SessionLimits, type AudioFormatV1 } from '@dubbing/contracts';
import { stsError } from '../errors.js';

/** @throws DubbingError FRAGMENT_TOO_LARGE or PCM_LENGTH_WRONG, naming the field. */
export function checkFragment(fragment: FragmentData, limits: SessionLimits, audio: AudioFormatV1): void {
  const { durationMs, pcm } = fragment;
  if (pcm.length > limits.maxFragmentBytes) {
    const message = `pcm must hold at most ${limits.maxFragmentBytes} bytes, not ${pcm.length}`;
    throw stsError('FRAGMENT_TOO_LARGE', message, { field: 'pcm' });
  }
  if (durationMs > limits.maxFragmentDurationMs) {
    const message = `durationMs must be at most ${limits.maxFragmentDurationMs}, not ${durationMs}`;
    throw stsError('FRAGMENT_TOO_LARGE', message, { field: 'durationMs' });
  }
  checkPcm(fragment, audio);
}
