import { createReadStream } from 'node:fs';

const PACKET_BYTES = 188;
const SYNC = 0x47;
const NULL_PID = 0x1fff;

/** What a transport stream tells about itself below its tracks. */
export interface TransportReport {
  packets: number;
  /** Packets whose continuity counter says that something before them is missing. */
  lost: number;
  /** Bytes between packets that belong to none. */
  strayBytes: number;
}

/** Reads the packets of an MPEG-TS file (ISO 13818-1, 2.4.3) for what was lost on the way. */
export async function checkTransport(file: string): Promise<TransportReport> {
  const report: TransportReport = { packets: 0, lost: 0, strayBytes: 0 };
  const counters = new Map<number, number>();
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = Buffer.concat([rest, chunk as Buffer]);
    let at = 0;
    while (at + PACKET_BYTES <= bytes.length) {
      if (bytes[at] !== SYNC) {
        report.strayBytes += 1;
        at += 1;
        continue;
      }
      count(bytes.subarray(at, at + PACKET_BYTES), report, counters);
      at += PACKET_BYTES;
    }
    rest = bytes.subarray(at);
  }
  return report;
}

function count(packet: Buffer, report: TransportReport, counters: Map<number, number>): void {
  report.packets += 1;
  const pid = packet.readUInt16BE(1) & 0x1fff;
  const control = packet.readUInt8(3);
  const [hasAdaptation, hasPayload] = [(control & 0x20) !== 0, (control & 0x10) !== 0];
  if (pid === NULL_PID || !hasPayload) return;
  const counter = control & 0x0f;
  const last = counters.get(pid);
  counters.set(pid, counter);
  // The stream may say itself that the counter starts anew; and a packet may be sent twice.
  const isDeclared = hasAdaptation && packet.readUInt8(4) > 0 && (packet.readUInt8(5) & 0x80) !== 0;
  if (last === undefined || isDeclared || counter === last) return;
  if (counter !== ((last + 1) & 0x0f)) report.lost += 1;
}
