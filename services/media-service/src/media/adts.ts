export const ADTS_HEAD_BYTES = 7;

/** What the head of an ADTS frame says of the sound, as AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) numbers it. */
export interface AdtsFormat {
  /** 2 for AAC-LC. */
  readonly objectType: number;
  readonly rateIndex: number;
  readonly channels: number;
}

/** ISO/IEC 13818-7, 6.2: without a CRC, one block, the buffer's fullness unknown. */
export function adtsHead({ objectType, rateIndex, channels }: AdtsFormat, payloadBytes: number): Buffer {
  const head = Buffer.allocUnsafe(ADTS_HEAD_BYTES);
  const length = payloadBytes + ADTS_HEAD_BYTES;
  head.writeUInt16BE(0xfff1, 0);
  head[2] = ((objectType - 1) << 6) | (rateIndex << 2) | (channels >> 2);
  head[3] = ((channels & 3) << 6) | (length >> 11);
  head[4] = (length >> 3) & 0xff;
  head[5] = ((length & 7) << 5) | 0x1f;
  head[6] = 0xfc;
  return head;
}
