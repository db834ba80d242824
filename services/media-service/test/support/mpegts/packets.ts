import { crc32 } from '../../../src/mpegts/crc32.js';

const PACKET_BYTES = 188;

/** A transport packet, taken apart by the letter of ISO/IEC 13818-1, 2.4.3.2 to 2.4.3.5. */
export interface TransportPacket {
  readonly pid: number;
  readonly starts: boolean;
  readonly counter: number;
  readonly payload: Buffer;
  readonly discontinuity: boolean;
  readonly randomAccess: boolean;
  /** In ticks of 90 kHz. */
  readonly pcr: number | undefined;
}

/** @throws Error with what is not as the standard has it */
export function transportPackets(bytes: Buffer): TransportPacket[] {
  if (bytes.length % PACKET_BYTES !== 0) throw new Error(`${bytes.length} bytes are no whole packets`);
  return Array.from({ length: bytes.length / PACKET_BYTES }, (_, index) => {
    try {
      return packetOf(bytes.subarray(index * PACKET_BYTES, (index + 1) * PACKET_BYTES));
    } catch (error) {
      throw new Error(`packet ${index}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });
}

function packetOf(packet: Buffer): TransportPacket {
  const byte = (at: number): number => packet[at] ?? 0;
  const control = (byte(3) >> 4) & 3;
  require(byte(0) === 0x47, 'begins with no sync byte');
  require((byte(1) & 0x80) === 0 && (byte(3) & 0xc0) === 0, 'is marked as damaged or scrambled');
  require(control !== 0, 'has neither payload nor adaptation field');
  const fieldBytes = (control & 2) === 0 ? 0 : 1 + byte(4);
  require(control !== 2 || fieldBytes === 184, 'has no payload, and a field that does not fill it');
  require((control & 1) === 0 || fieldBytes <= 183, 'has no room for its payload');
  const flags = fieldBytes > 1 ? byte(5) : 0;
  const hasPcr = (flags & 0x10) !== 0;
  require((flags & 0x0f) === 0, 'has fields that are not known here');
  require(!hasPcr || fieldBytes >= 8, 'has a field that ends in its clock reference');
  const stuffing = packet.subarray(4 + Math.min(fieldBytes, hasPcr ? 8 : 2), 4 + fieldBytes);
  require(stuffing.every((each) => each === 0xff), 'is stuffed with something');
  return {
    pid: packet.readUInt16BE(1) & 0x1fff,
    starts: (byte(1) & 0x40) !== 0,
    counter: byte(3) & 15,
    payload: packet.subarray((control & 1) === 0 ? PACKET_BYTES : 4 + fieldBytes),
    discontinuity: (flags & 0x80) !== 0,
    randomAccess: (flags & 0x40) !== 0,
    pcr: hasPcr ? packet.readUInt32BE(6) * 2 + (byte(10) >> 7) : undefined,
  };
}

/** The section in a packet that holds one whole. */
export function sectionOf({ payload }: TransportPacket): Buffer {
  const at = 1 + (payload[0] ?? 0);
  const section = payload.subarray(at, at + 3 + (payload.readUInt16BE(at + 1) & 0xfff));
  require(crc32(section) === 0, 'a section has another CRC');
  return section;
}

function require(holds: boolean, fault: string): void {
  if (!holds) throw new Error(fault);
}
