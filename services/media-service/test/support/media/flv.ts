const FILE_HEADER_BYTES = 13;
const TAG_HEADER_BYTES = 11;
const TRAILER_BYTES = 4;
const AUDIO_TAG = 8;

interface Tag {
  readonly type: number;
  readonly stampMs: number;
  /** Parameter sets and the like, which have no place in time. */
  readonly isHead: boolean;
  readonly bytes: Buffer;
}

/**
 * Rewrites a FLV file tag by tag.
 * @param move the new time of a tag, or undefined to leave it out
 */
export function rewriteFlv(flv: Buffer, move: (tag: { sound: boolean; atMs: number }) => number | undefined): Buffer {
  const out = [flv.subarray(0, FILE_HEADER_BYTES)];
  for (const { type, stampMs, isHead, bytes } of tagsOf(flv)) {
    const moved = isHead ? stampMs : move({ sound: type === AUDIO_TAG, atMs: stampMs });
    if (moved === undefined) continue;
    const tag = Buffer.from(bytes);
    tag.writeUIntBE(moved % 2 ** 24, 4, 3);
    tag[7] = Math.floor(moved / 2 ** 24) & 0xff;
    out.push(tag);
  }
  return Buffer.concat(out);
}

function* tagsOf(flv: Buffer): Generator<Tag> {
  for (let at = FILE_HEADER_BYTES; at + TAG_HEADER_BYTES < flv.length;) {
    const end = at + TAG_HEADER_BYTES + flv.readUIntBE(at + 1, 3) + TRAILER_BYTES;
    const type = flv[at] ?? 0;
    const isHead = (type !== AUDIO_TAG && type !== 9) || flv[at + TAG_HEADER_BYTES + 1] === 0;
    yield {
      type,
      stampMs: flv.readUIntBE(at + 4, 3) + (flv[at + 7] ?? 0) * 2 ** 24,
      isHead,
      bytes: flv.subarray(at, end),
    };
    at = end;
  }
}
