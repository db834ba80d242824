/** One box of ISO/IEC 14496-12. */
export interface Mp4Box {
  readonly type: string;
  /** Where its header begins in the bytes that it was found in. */
  readonly start: number;
  /** Without the header. */
  readonly body: Buffer;
}

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** The boxes that are whole; one that is cut short ends them. */
export function mp4Boxes(bytes: Buffer): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    const isLarge = size === 1;
    if (isLarge && at + LARGE_HEADER_BYTES > bytes.length) break;
    const length = isLarge ? Number(bytes.readBigUInt64BE(at + HEADER_BYTES)) : size === 0 ? bytes.length - at : size;
    const headerBytes = isLarge ? LARGE_HEADER_BYTES : HEADER_BYTES;
    if (length < headerBytes || at + length > bytes.length) break;
    const type = bytes.toString('latin1', at + 4, at + HEADER_BYTES);
    boxes.push({ type, start: at, body: bytes.subarray(at + headerBytes, at + length) });
    at += length;
  }
  return boxes;
}

/** The body of the first box at the end of a path of types; undefined where there is none. */
export function mp4Find(bytes: Buffer, ...path: readonly string[]): Buffer | undefined {
  let body: Buffer | undefined = bytes;
  for (const type of path)
    body = body === undefined ? undefined : mp4Boxes(body).find((box) => box.type === type)?.body;
  return body;
}

/** Whether the bytes begin with a box that MP4 files and segments begin with. */
export function looksLikeMp4(bytes: Buffer): boolean {
  return ['ftyp', 'styp', 'moov', 'moof', 'sidx', 'emsg', 'prft', 'free'].includes(bytes.toString('latin1', 4, 8));
}
