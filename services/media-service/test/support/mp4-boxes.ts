/** One box of an ISO base media file. */
export interface Box {
  type: string;
  body: Buffer;
}

/** The boxes that follow each other in `data`. */
export function readBoxes(data: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < data.length;) {
    const length = data.readUInt32BE(at);
    boxes.push({ type: data.toString('latin1', at + 4, at + 8), body: data.subarray(at + 8, at + length) });
    at += length;
  }
  return boxes;
}

/** The body of the box at a path such as `moof/traf/trun`; fails when it is not there. */
export function boxAt(data: Buffer, path: string): Buffer {
  return path.split('/').reduce((inside, type) => {
    const found = readBoxes(inside).find((box) => box.type === type);
    if (found === undefined) throw new Error(`no box ${type} of ${path}`);
    return found.body;
  }, data);
}

export interface Run {
  decodeTime: bigint;
  samples: { duration: number; size: number; keyFrame: boolean; compositionOffset: number }[];
  /** Where the run says that its data begin, from the start of the moof. */
  dataOffset: number;
}

/** What a media segment says of its samples. */
export function readRun(segment: Buffer): Run {
  const run = boxAt(segment, 'moof/traf/trun');
  const count = run.readUInt32BE(4);
  const samples = Array.from({ length: count }, (_, index) => {
    const at = 12 + index * 16;
    return {
      duration: run.readUInt32BE(at),
      size: run.readUInt32BE(at + 4),
      keyFrame: (run.readUInt32BE(at + 8) & 0x00010000) === 0,
      compositionOffset: run.readInt32BE(at + 12),
    };
  });
  return { decodeTime: boxAt(segment, 'moof/traf/tfdt').readBigUInt64BE(4), samples, dataOffset: run.readInt32BE(8) };
}
