import { DubbingError } from '@dubbing/common';
import { contractErrorCodes } from './error-codes.js';
import type { VersionRange } from './version.js';

/** Client and server share no version of the protocol. It tells both ranges. */
export class ProtocolError extends DubbingError {
  readonly protocols: { readonly client: VersionRange; readonly server: VersionRange };

  constructor(client: VersionRange, server: VersionRange) {
    super(
      contractErrorCodes.PROTOCOL_UNSUPPORTED,
      `the client speaks protocol ${client.min} to ${client.max}, the server ${server.min} to ${server.max}`,
      { field: 'protocol' },
    );
    this.protocols = { client, server };
  }
}

/** The refusal to send when `negotiate` finds nothing. */
export function protocolUnsupported(clientRange: VersionRange, serverRange: VersionRange): ProtocolError {
  return new ProtocolError(clientRange, serverRange);
}
