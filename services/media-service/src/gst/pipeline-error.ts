import { DubbingError, describeError } from '@dubbing/common';

import { errorCodes } from '../errors.js';
import type { BusMessage } from './binding.js';
import { debianPackageOf } from './debian-packages.js';

/** A fault that an element of a running pipeline reported. */
export class PipelineError extends DubbingError {
  /** The path of names down to the element: `pipeline0/source`. */
  readonly element: string;
  /** GStreamer's own explanation for developers: source file, function, inner reason. */
  readonly debug: string;

  constructor(element: string, message: string, debug: string) {
    super(errorCodes.PIPELINE_FAILED, `${element}: ${message}`, { source: element, retryable: true });
    this.element = element;
    this.debug = debug;
  }
}

export function pipelineErrorOf(message: BusMessage): PipelineError {
  const path = (message.name ?? message._src_element_name ?? 'unknown')
    .split('/')
    .map((part) => part.slice(part.indexOf(':') + 1))
    .filter((part) => part !== '')
    .join('/');
  return new PipelineError(path, message.message ?? 'unknown fault', message.debug ?? '');
}

/** @returns what a failed parse of a launch line means; names the Debian package of a missing element. */
export function launchError(launch: string, cause: unknown): DubbingError {
  const text = describeError(cause);
  // GStreamer gives no code here, only a sentence that quotes the element.
  const element = /"([A-Za-z0-9_-]+)"/.exec(text)?.[1];
  if (element === undefined || !text.includes('element')) {
    return new DubbingError(errorCodes.PIPELINE_INVALID, text, { source: launch, cause });
  }
  const debianPackage = debianPackageOf(element);
  const advice = debianPackage === undefined ? '' : `; install the Debian package ${debianPackage}`;
  return new DubbingError(errorCodes.GSTREAMER_ELEMENT_MISSING, `GStreamer has no element "${element}"${advice}`, {
    source: element,
    cause,
  });
}
