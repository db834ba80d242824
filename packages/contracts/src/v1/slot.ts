import { AtLeastField, IsMs } from '../rules/numbers.js';

/** The room that a dub has on the programme. */
export class Slot {
  /** How long the source spoke: the length to aim for, in milliseconds. */
  @IsMs()
  targetMs!: number;

  /** With the pause that follows and may be borrowed, in milliseconds. */
  @AtLeastField('targetMs')
  @IsMs()
  maxMs!: number;
}
