/** Where the command speaks: results go to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a line on `err` can be written over. */
  readonly isTty: boolean;
}
