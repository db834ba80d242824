import { IsCount } from '../rules/numbers.js';

/** `stream:complete`, server to client: everything is answered, the session is over. */
export class StreamComplete {
  /** Fragments that were accepted. */
  @IsCount()
  fragmentsReceived!: number;

  /** Fragments that were answered. */
  @IsCount()
  fragmentsProcessed!: number;

  /** Of those processed, how many have status `failed`. */
  @IsCount()
  fragmentsFailed!: number;
}
