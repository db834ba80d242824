import { DubbingError } from '@dubbing/common';

import { errorCodes } from '../../errors.js';
import { PACKET_BYTES, SYNC_BYTE } from '../../mpegts/packets.js';
import type { Demuxer, DemuxHandlers, ElementaryTrack } from './elementary.js';
import { LatmReader } from './latm.js';
import { opusFrames, opusTicksToNs } from './opus-units.js';
import { PesAssembler, type PesPacket } from './pes.js';
import { LATM_CAPS } from './ts-codecs.js';
import { SectionAssembler } from './ts-sections.js';
import { readPat, readPmt, type StreamOfProgramme } from './ts-tables.js';
import { UnwrappedTime } from './unwrapped-time.js';

const PAT_PID = 0;
/** 33 bits of 90 kHz. */
const MODULUS = 2 ** 33;
const CLOCK_HZ = 90_000;
/** Bytes without a single packet after which it is no transport stream. */
const MAX_GARBAGE_BYTES = 1024 * 1024;

interface Stream {
  readonly pes: PesAssembler;
  readonly described: StreamOfProgramme;
  readonly latm: LatmReader | undefined;
}

/**
 * MPEG-TS: the pictures and sounds of the first programme, with the times that the source wrote and nothing made of
 * the PCR, which would add the network's jitter to each. Programmes that change on air are followed.
 */
export class TsDemuxer implements Demuxer {
  readonly #handlers: DemuxHandlers;
  readonly #time = new UnwrappedTime(MODULUS, CLOCK_HZ);
  readonly #pat = new SectionAssembler((section) => this.#onPat(section));
  #pmt: { readonly pid: number; readonly sections: SectionAssembler } | undefined;
  #pmtText = '';
  #programme: readonly StreamOfProgramme[] = [];
  #streams = new Map<number, Stream>();
  /** The latest packet of each stream that is read. */
  readonly #latest = new Map<number, { readonly counter: number; readonly payload: Buffer }>();
  #rest = Buffer.alloc(0);
  #garbageBytes = 0;

  constructor(handlers: DemuxHandlers) {
    this.#handlers = handlers;
  }

  push(bytes: Buffer): void {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (at + PACKET_BYTES <= all.length) {
      if (all[at] === SYNC_BYTE) {
        this.#garbageBytes = 0;
        this.#onPacket(all.subarray(at, at + PACKET_BYTES));
        at += PACKET_BYTES;
      } else {
        const next = all.indexOf(SYNC_BYTE, at + 1);
        this.#garbageBytes += (next < 0 ? all.length : next) - at;
        at = next < 0 ? all.length : next;
      }
    }
    this.#rest = Buffer.from(all.subarray(at));
    if (this.#garbageBytes <= MAX_GARBAGE_BYTES) return;
    throw new DubbingError(errorCodes.INPUT_NOT_MEDIA, 'the input is no MPEG-TS', { field: 'input' });
  }

  end(): void {
    for (const { pes } of this.#streams.values()) pes.flush();
  }

  #onPacket(packet: Buffer): void {
    const header = packet.readUInt32BE(0);
    const pid = (header >> 8) & 0x1fff;
    const damaged = (header & 0x0080_0000) !== 0;
    const hasPayload = (header & 0x10) !== 0;
    const adaptationBytes = (header & 0x20) === 0 ? 0 : 1 + (packet[4] ?? 0);
    const stream = this.#streams.get(pid);
    const table = pid === PAT_PID ? this.#pat : pid === this.#pmt?.pid ? this.#pmt.sections : undefined;
    if (damaged || !hasPayload || (stream === undefined && table === undefined)) return;
    const counter = header & 0x0f;
    const payload = packet.subarray(4 + adaptationBytes);
    const last = this.#latest.get(pid);
    const before = last?.counter;
    // A packet may be sent twice; the second one brings nothing. Another with its number is a source that starts anew.
    if (counter === before && last?.payload.equals(payload) === true) return;
    this.#latest.set(pid, { counter, payload });
    const announced = adaptationBytes > 1 && ((packet[5] ?? 0) & 0x80) !== 0;
    const lost = before !== undefined && counter !== ((before + 1) & 0x0f) && !announced;
    const starts = (header & 0x0040_0000) !== 0;
    if (lost) (stream?.pes ?? table)?.reset();
    if (stream !== undefined) stream.pes.push(payload, starts);
    else table?.push(payload, starts);
  }

  #onPat(section: Buffer): void {
    const pid = readPat(section);
    if (pid === undefined || pid === this.#pmt?.pid) return;
    this.#pmtText = '';
    this.#pmt = { pid, sections: new SectionAssembler((each) => this.#onPmt(each)) };
  }

  #onPmt(section: Buffer): void {
    // The same map comes many times a second.
    const text = section.toString('latin1');
    if (text === this.#pmtText) return;
    const programme = readPmt(section);
    if (programme === undefined) return;
    this.#pmtText = text;
    this.#programme = programme;
    const before = this.#streams;
    this.#streams = new Map(programme.map((each) => [each.pid, this.#streamOf(each, before)]));
    for (const [pid, { pes }] of before) if (this.#streams.get(pid)?.pes !== pes) pes.flush();
    this.#announce();
  }

  #announce(): void {
    const isForeign = (pid: number): boolean => this.#streams.get(pid)?.latm?.isForeign === true;
    this.#handlers.onTracks(
      this.#programme.map(({ pid, track }) => (isForeign(pid) ? { ...track, caps: LATM_CAPS } : track)),
    );
  }

  /** A stream that goes on unchanged keeps what it has collected. */
  #streamOf(described: StreamOfProgramme, before: ReadonlyMap<number, Stream>): Stream {
    const same = before.get(described.pid);
    const isSame =
      same?.described.track.codec === described.track.codec && same.described.framing === described.framing;
    if (same !== undefined && isSame) return same;
    const { track, framing } = described;
    const latm = framing === 'latm' ? new LatmReader() : undefined;
    const pes = new PesAssembler((packet) => {
      if (latm !== undefined) this.#onLatm(track, latm, packet);
      else if (framing === 'opus') this.#onOpus(track, packet);
      else this.#onPes(track, packet);
    });
    return { described, pes, latm };
  }

  #onPes(track: ElementaryTrack, { pts, dts, data }: PesPacket): void {
    // The decoding time is the earlier one, and unwrapping goes from each time to the next.
    const dtsNs = dts === undefined ? undefined : this.#time.toNs(dts);
    const ptsNs = pts === undefined ? undefined : this.#time.toNs(pts);
    this.#handlers.onUnit(track, { ptsNs, dtsNs: dtsNs ?? ptsNs, data });
  }

  #onLatm(track: ElementaryTrack, latm: LatmReader, packet: PesPacket): void {
    if (!latm.isForeign) {
      const { own, carried } = latm.push(packet.data);
      if (carried !== undefined) this.#handlers.onUnit(track, { ptsNs: undefined, dtsNs: undefined, data: carried });
      if (own.length > 0) this.#onPes(track, { ...packet, data: own });
      if (!latm.isForeign) return;
      this.#announce();
    }
    this.#onPes(track, packet);
  }

  #onOpus(track: ElementaryTrack, { pts, data }: PesPacket): void {
    const startNs = pts === undefined ? undefined : this.#time.toNs(pts);
    for (const frame of opusFrames(data)) {
      const ptsNs = startNs === undefined ? undefined : startNs + opusTicksToNs(frame.atSamples);
      this.#handlers.onUnit(track, { ptsNs, dtsNs: ptsNs, data: frame.data });
    }
  }
}
