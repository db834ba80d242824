import { Nested } from '../rules/nested.js';
import { ProtocolRange } from './protocol-range.js';

/** What the two sides of a refused handshake speak. */
export class ProtocolRanges {
  @Nested(() => ProtocolRange)
  client!: ProtocolRange;

  @Nested(() => ProtocolRange)
  server!: ProtocolRange;
}
