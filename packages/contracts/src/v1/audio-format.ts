import { IsWhole } from '../rules/numbers.js';
import { OneOf } from '../rules/one-of.js';

export const audioEncodings = ['pcm_s16le'] as const;
export type AudioEncoding = (typeof audioEncodings)[number];

/** How PCM is to be read: interleaved signed 16-bit little-endian. */
export class AudioFormatV1 {
  /** How a sample is written; there is one way. */
  @OneOf(audioEncodings)
  encoding!: AudioEncoding;

  /** 8000 to 48000. */
  @IsWhole(8000, 48_000)
  sampleRateHz!: number;

  /** One or two, interleaved. */
  @IsWhole(1, 2)
  channels!: number;
}
