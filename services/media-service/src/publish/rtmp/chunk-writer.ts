import { INITIAL_CHUNK_SIZE, MESSAGE, type RtmpMessage } from './message.js';

/** In the 24 bits of the timestamp: the real one, of 32 bits, follows the header (section 5.3.1.3). */
const EXTENDED = 0xff_ff_ff;

/** Each kind of message on a chunk stream of its own, so that the headers of one never stand in the way of another. */
const chunkStreams: Readonly<Record<number, number>> = {
  [MESSAGE.audio]: 4,
  [MESSAGE.video]: 6,
  [MESSAGE.dataAmf0]: 5,
};
const CONTROL_CHUNK_STREAM = 2;
const COMMAND_CHUNK_STREAM = 3;

/** Cuts messages into chunks. Each message has a full header: what the shorter ones save is not worth their state. */
export class ChunkWriter {
  chunkSize = INITIAL_CHUNK_SIZE;

  write({ type, streamId, timestampMs, payload }: RtmpMessage): Buffer {
    const time = timestampMs >>> 0;
    const extended = time >= EXTENDED;
    const chunkStream =
      chunkStreams[type] ?? (type <= MESSAGE.setPeerBandwidth ? CONTROL_CHUNK_STREAM : COMMAND_CHUNK_STREAM);
    const extraBytes = extended ? 4 : 0;
    const chunks = Math.max(1, Math.ceil(payload.length / this.chunkSize));
    const out = Buffer.allocUnsafe(12 + extraBytes + payload.length + (chunks - 1) * (1 + extraBytes));
    out[0] = chunkStream;
    out.writeUIntBE(extended ? EXTENDED : time, 1, 3);
    out.writeUIntBE(payload.length, 4, 3);
    out[7] = type;
    out.writeUInt32LE(streamId, 8);
    let at = 12;
    for (let taken = 0; ; taken += this.chunkSize) {
      if (taken > 0) out[at++] = 0xc0 | chunkStream;
      if (extended) at = out.writeUInt32BE(time, at);
      at += payload.copy(out, at, taken, taken + this.chunkSize);
      if (taken + this.chunkSize >= payload.length) return out;
    }
  }
}
