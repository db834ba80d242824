import type { AudioBlock, VideoUnit } from '../media/units.js';

/** What a connection brings, with the times of its source. */
export type Arrival =
  | { readonly video: VideoUnit }
  | { readonly audio: AudioBlock }
  | { readonly commentary: AudioBlock }
  | { readonly bed: AudioBlock };
