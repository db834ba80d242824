/**
 * One stretch of the programme between two cuts. Fragments are contiguous: the end of one is the start of
 * the next, unless the source itself jumped.
 */
export interface Fragment {
  /** Unique within the stream. */
  readonly fragmentId: string;
  /** Counts every fragment of the stream from 0, speech or not. */
  readonly sequence: number;
  readonly startPtsNs: bigint;
  readonly endPtsNs: bigint;
  /** s16le mono at 16 kHz; its length is exactly the interval. Empty for a fragment that holds no speech. */
  readonly pcm16k: Buffer;
  /** Only fragments with speech go to speech-to-speech. */
  readonly isSpeech: boolean;
  /** Silence already seen behind the end of the fragment, in milliseconds. A dub may borrow it. */
  readonly pauseAfterMs: number;
  /** Gated short-term loudness of the speech, in LUFS, as if heard from both channels; −Infinity without speech. */
  readonly speechLufs: number;
}
