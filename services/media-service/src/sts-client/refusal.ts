import { DubbingError } from '@dubbing/common';
import {
  contractErrorCodes,
  errorMessageOf,
  negotiate,
  protocolUnsupported,
  type ErrorInfo,
  type ErrorMessage,
  type StreamReady,
  type VersionRange,
} from '@dubbing/contracts';

/** The error that the server tells of. */
export function errorOf({ code, message, field, source, retryable }: ErrorInfo): DubbingError {
  return new DubbingError(code, message, { field, source, retryable });
}

/**
 * The error that a refusal is. One over the protocol tells what either side speaks: that is what whoever deploys the two has to know.
 *
 * @param offered what was offered to the server @param url of the server
 */
export function refusalOf(refusal: ErrorMessage, offered: VersionRange, url: string): DubbingError {
  const { code, message, protocols, field = 'protocol', source = url, retryable } = refusal;
  if (code !== contractErrorCodes.PROTOCOL_UNSUPPORTED) return errorOf(refusal);
  // A server of protocol 1.0 tells its range in words alone.
  const theirs = protocols === undefined ? `refuses: ${message}` : `speaks ${rangeText(protocols.server)}`;
  const text = `media-service speaks protocol ${rangeText(offered)}, speech-to-speech ${theirs}`;
  return new DubbingError(code, text, { field, source, retryable });
}

/** A server that opens the session in a version that it was not offered is not understood; undefined where it keeps to the offer. */
export function strangeProtocol({ protocol }: StreamReady, offered: VersionRange): ErrorMessage | undefined {
  const spoken = { min: protocol, max: protocol };
  return negotiate(offered, spoken) === null ? errorMessageOf(protocolUnsupported(offered, spoken)) : undefined;
}

function rangeText({ min, max }: VersionRange): string {
  return `${min} to ${max}`;
}
