import { INITIAL_CHUNK_SIZE, MESSAGE, type RtmpMessage } from './message.js';

/** A server says little to who publishes; whoever announces more than this speaks another protocol. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
const EXTENDED = 0xff_ff_ff;
/** Bytes of the message header for each of the four forms of it (section 5.3.1.2). */
const headerBytes = [11, 7, 3, 0];

interface ChunkStream {
  timestampMs: number;
  deltaMs: number;
  extended: boolean;
  length: number;
  type: number;
  streamId: number;
  parts: Buffer[];
  received: number;
}

/** Puts messages together from whatever pieces the network gives. */
export class ChunkReader {
  readonly #streams = new Map<number, ChunkStream>();
  #chunkSize = INITIAL_CHUNK_SIZE;
  #rest: Buffer = Buffer.alloc(0);

  /** @throws RangeError where the bytes are not RTMP */
  push(bytes: Buffer): RtmpMessage[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: RtmpMessage[] = [];
    for (let used = this.#chunk(messages); used > 0; used = this.#chunk(messages)) {
      this.#rest = this.#rest.subarray(used);
    }
    return messages;
  }

  /** @returns the bytes of one chunk, or 0 where it is not all there yet */
  #chunk(messages: RtmpMessage[]): number {
    const bytes = this.#rest;
    const first = bytes[0];
    if (first === undefined) return 0;
    const form = first >> 6;
    const basicBytes = [2, 3][first & 0x3f] ?? 1;
    let at = basicBytes + (headerBytes[form] ?? 0);
    if (bytes.length < at) return 0;
    const id = basicBytes === 1 ? first & 0x3f : 64 + bytes.readUIntLE(1, basicBytes - 1);
    const stream = this.#streams.get(id) ?? newStream();
    const head = bytes.subarray(basicBytes, at);
    const begins = stream.received === 0;
    const field = form < 3 ? head.readUIntBE(0, 3) : 0;
    const extended = form < 3 ? field === EXTENDED : stream.extended;
    if (extended && bytes.length < at + 4) return 0;
    const time = extended ? bytes.readUInt32BE(at) : field;
    if (extended) at += 4;
    const length = form < 2 ? head.readUIntBE(3, 3) : stream.length;
    if (length > MAX_MESSAGE_BYTES) throw new RangeError(`a message of ${length} bytes`);
    const payloadBytes = Math.min(this.#chunkSize, length - stream.received);
    if (bytes.length < at + payloadBytes) return 0;

    this.#streams.set(id, stream);
    stream.extended = extended;
    stream.length = length;
    if (form < 2) stream.type = head[6] ?? 0;
    if (form === 0) stream.streamId = head.readUInt32LE(7);
    if (begins) {
      stream.deltaMs = form === 0 ? 0 : form < 3 ? time : stream.deltaMs;
      stream.timestampMs = form === 0 ? time : (stream.timestampMs + stream.deltaMs) >>> 0;
    }
    stream.parts.push(bytes.subarray(at, at + payloadBytes));
    stream.received += payloadBytes;
    if (stream.received >= stream.length) this.#complete(stream, messages);
    return at + payloadBytes;
  }

  #complete(stream: ChunkStream, messages: RtmpMessage[]): void {
    const payload = Buffer.concat(stream.parts);
    stream.parts = [];
    stream.received = 0;
    const { type, streamId, timestampMs } = stream;
    // These two are about the chunks themselves and take effect with the next one.
    if (type === MESSAGE.setChunkSize) this.#chunkSize = Math.max(1, payload.readUInt32BE(0) & 0x7f_ff_ff_ff);
    else if (type === MESSAGE.abort) this.#streams.delete(payload.readUInt32BE(0));
    else messages.push({ type, streamId, timestampMs, payload });
  }
}

function newStream(): ChunkStream {
  return { timestampMs: 0, deltaMs: 0, extended: false, length: 0, type: 0, streamId: 0, parts: [], received: 0 };
}
