import { IsCount } from '../rules/numbers.js';
import { IsId } from '../rules/text.js';

/** `fragment:ack`, server to client: the fragment is accepted, and will be answered. */
export class FragmentAck {
  @IsId()
  fragmentId!: string;

  @IsCount()
  sequence!: number;

  /** Fragments of this session that are accepted and not yet answered, this one included. */
  @IsCount()
  inFlight!: number;
}
