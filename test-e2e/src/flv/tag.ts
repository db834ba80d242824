/** FLV tag types, which are also the message types of RTMP. */
export const TAG_AUDIO = 8;
export const TAG_VIDEO = 9;
export const TAG_SCRIPT = 18;

/** One tag of an FLV stream: a decode time in milliseconds and the bytes after the tag header. */
export interface FlvTag {
  type: number;
  timestampMs: number;
  body: Buffer;
}

/** Byte 1 of a video or audio body: 0 is the decoder's configuration. */
export function isSequenceHeader(tag: FlvTag): boolean {
  return (tag.type === TAG_VIDEO || tag.type === TAG_AUDIO) && tag.body[1] === 0;
}

export function isKeyFrame(tag: FlvTag): boolean {
  return tag.type === TAG_VIDEO && (tag.body[0] ?? 0) >> 4 === 1;
}

/** How much later than its decode time a video frame is shown, in milliseconds. */
export function compositionOffsetMs(tag: FlvTag): number {
  return tag.body.readIntBE(2, 3);
}
