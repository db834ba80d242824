export interface RtmpMessage {
  type: number;
  streamId: number;
  body: Buffer;
}

interface ChunkStream extends RtmpMessage {
  length: number;
  received: Buffer[];
  receivedBytes: number;
}

/** Puts the chunks of an RTMP connection together again. Timestamps of received messages do not matter to a publisher. */
export class ChunkReader {
  #buffer = Buffer.alloc(0);
  #chunkSize = 128;
  readonly #streams = new Map<number, ChunkStream>();

  set chunkSize(bytes: number) {
    this.#chunkSize = bytes;
  }

  /** Takes what came from the socket and gives the messages that are complete with it. */
  *push(data: Buffer): Generator<RtmpMessage> {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const chunk = this.#nextChunk();
      if (chunk === undefined) return;
      if (chunk.receivedBytes < chunk.length) continue;
      const body = Buffer.concat(chunk.received);
      chunk.received = [];
      chunk.receivedBytes = 0;
      yield { type: chunk.type, streamId: chunk.streamId, body };
    }
  }

  /** Consumes one chunk; undefined when not all of it is here yet. */
  #nextChunk(): ChunkStream | undefined {
    const bytes = this.#buffer;
    if (bytes.length === 0) return undefined;
    const format = (bytes[0] ?? 0) >> 6;
    const marker = (bytes[0] ?? 0) & 0x3f;
    const basic = marker === 0 ? 2 : marker === 1 ? 3 : 1;
    if (bytes.length < basic) return undefined;
    const id = marker === 0 ? 64 + (bytes[1] ?? 0) : marker === 1 ? 64 + bytes.readUInt16LE(1) : marker;
    const header = [11, 7, 3, 0][format] ?? 0;
    if (bytes.length < basic + header) return undefined;
    const stream = this.#streams.get(id) ?? {
      type: 0,
      streamId: 0,
      body: Buffer.alloc(0),
      length: 0,
      received: [],
      receivedBytes: 0,
    };
    const extended = header >= 3 && bytes.readUIntBE(basic, 3) === 0xffffff ? 4 : 0;
    const length = header >= 7 ? bytes.readUIntBE(basic + 3, 3) : stream.length;
    const start = basic + header + extended;
    const size = Math.min(this.#chunkSize, length - stream.receivedBytes);
    if (bytes.length < start + size) return undefined;
    if (header >= 7) stream.type = bytes.readUInt8(basic + 6);
    if (header === 11) stream.streamId = bytes.readUInt32LE(basic + 7);
    stream.length = length;
    stream.received.push(bytes.subarray(start, start + size));
    stream.receivedBytes += size;
    this.#streams.set(id, stream);
    this.#buffer = bytes.subarray(start + size);
    return stream;
  }
}
