import { Nested } from '../rules/nested.js';
import { ProtocolRange } from './protocol-range.js';

/** What the two sides of a refused handshake speak. */
export class ProtocolRanges {
  /** What the client offered. */
  @Nested(() => ProtocolRange)
  client!: ProtocolRange;

  /** What the server speaks. */
  @Nested(() => ProtocolRange)
  server!: ProtocolRange;
}
