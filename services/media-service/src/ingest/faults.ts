import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import { PipelineError } from '../gst/pipeline-error.js';
import type { Source } from './source.js';
import type { SoundRole } from './track-choice.js';

/** What a pipeline's fault means for the input, told by which element raised it and how far the stream had come. */
export function inputFault(
  source: Source,
  fault: DubbingError,
  stage: { readonly sawMedia: boolean; readonly missingPlugins: readonly string[] },
): DubbingError {
  if (!(fault instanceof PipelineError)) return fault;
  const raise = (code: string, message: string, retryable: boolean): DubbingError =>
    new DubbingError(code, message, { field: 'input', source: source.masked, retryable, cause: fault });
  if (stage.sawMedia) {
    return raise(errorCodes.INPUT_FAILED, `the input broke off: ${fault.message}`, true);
  }
  const missing = stage.missingPlugins[0];
  if (missing !== undefined) {
    return raise(
      errorCodes.INPUT_AUDIO_UNSUPPORTED,
      `GStreamer has no plugin for the input's track: ${missing}`,
      false,
    );
  }
  if (fault.debug.includes('not-linked')) return noAudio(source);
  // A text page is delivered well and is no media; that fault comes from the elements that look at the bytes.
  if (fault.element.split('/').includes('source')) {
    const hint = source.encrypted === true ? ' (its passphrase may be another one)' : '';
    return raise(errorCodes.INPUT_UNREACHABLE, `the input cannot be opened: ${fault.message}${hint}`, true);
  }
  return raise(errorCodes.INPUT_NOT_MEDIA, `the input is not media that can be read: ${fault.message}`, false);
}

export function noAudio(source: Source): DubbingError {
  return new DubbingError(errorCodes.INPUT_NO_AUDIO, 'the input has no audio track, so there is nothing to dub', {
    field: 'input',
    source: source.masked,
  });
}

export function undecoded(source: Source): DubbingError {
  return new DubbingError(errorCodes.INPUT_AUDIO_UNSUPPORTED, 'the input has sound, and none of it could be decoded', {
    field: 'input',
    source: source.masked,
  });
}

export function notMedia(source: Source): DubbingError {
  return new DubbingError(errorCodes.INPUT_NOT_MEDIA, 'the input ended before any sound or picture came', {
    field: 'input',
    source: source.masked,
  });
}

export function audioUnsupported(source: Source, codec: string): DubbingError {
  return new DubbingError(errorCodes.INPUT_AUDIO_UNSUPPORTED, `the input's sound is ${codec}, which is not decoded`, {
    field: 'input',
    source: source.masked,
  });
}

/** @param count how many audio tracks the input has. */
export function trackMissing(source: Source, role: SoundRole, track: number, count: number): DubbingError {
  const has = count === 1 ? 'has one audio track' : `has ${count} audio tracks`;
  const message =
    role === 'main'
      ? `the input ${has}, and each is the commentary or the bed: none is left as the sound of the programme`
      : `the ${role} is to be audio track ${track}, and the input ${has}`;
  const field = { main: 'input', commentary: 'commentaryTrack', bed: 'bedTrack' }[role];
  return new DubbingError(errorCodes.INPUT_TRACK_MISSING, message, { field, source: source.masked });
}

export function noData(source: Source, waitedMs: number): DubbingError {
  // A listener refuses such a caller without a word to us.
  const hint = source.encrypted === true ? '; a caller with another passphrase, or with none, is refused' : '';
  return new DubbingError(
    errorCodes.INPUT_UNREACHABLE,
    `no media came from the input within ${Math.round(waitedMs)} ms${hint}`,
    {
      field: 'input',
      source: source.masked,
      retryable: true,
    },
  );
}

export function videoUnsupported(source: Source, codec: string): DubbingError {
  return new DubbingError(
    errorCodes.INPUT_VIDEO_UNSUPPORTED,
    `the input's video is ${codec}; only H.264 and H.265 are passed through`,
    { field: 'input', source: source.masked },
  );
}
