import { IsCount } from '../rules/numbers.js';
import { IsId } from '../rules/text.js';

/** `fragment:ack`, server to client: the fragment is accepted, and will be answered. */
export class FragmentAck {
  /** The fragment that is accepted. */
  @IsId()
  fragmentId!: string;

  /** Its number. */
  @IsCount()
  sequence!: number;

  /** Fragments of this session that are accepted and not yet answered, this one included. */
  @IsCount()
  inFlight!: number;
}
