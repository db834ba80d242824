import { ProtocolRange, SUPPORTED_RANGE, negotiate, parse, protocolUnsupported } from '@dubbing/contracts';

/**
 * Looks at the range of a `stream:init` before all the rest of it: a client of another major version may write
 * that otherwise, and has to learn why it is refused.
 * @throws ProtocolError when the range can be read and holds no version that is spoken here
 */
export function checkRange(payload: unknown): void {
  const range = rangeOf(payload);
  if (range !== undefined && negotiate(range, SUPPORTED_RANGE) === null) {
    throw protocolUnsupported(range, SUPPORTED_RANGE);
  }
}

/** Undefined where there is none to read, which is for the parser of the whole message to say. */
function rangeOf(payload: unknown): ProtocolRange | undefined {
  try {
    return parse(ProtocolRange, (payload as { protocol?: unknown } | null | undefined)?.protocol);
  } catch {
    return undefined;
  }
}
