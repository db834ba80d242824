import { toolLines } from '../../process/tool-lines.js';
import { inspect } from './inspect.js';
import { specifier, unwrapped, type MediaTrack, type TrackPart } from './track.js';

/** One packet as it stands in the container, in decode order. */
export interface Packet {
  /** Undefined where the container tells no time. */
  ptsMs: number | undefined;
  dtsMs: number | undefined;
  durationMs: number;
  bytes: number;
  isKey: boolean;
  /** Which part of the track it is from, and where in its file it begins. */
  part: number;
  position: number | undefined;
}

/**
 * The packets of a track. They are read by ffprobe, because ffmpeg puts decode times that run backward right before
 * anyone sees them. Times of MPEG-TS are unwrapped: each is the one nearest to the time before it.
 */
export async function readPackets(track: MediaTrack): Promise<Packet[]> {
  const packets: Packet[] = [];
  let nearMs: number | undefined;
  for (const [part, piece] of track.parts.entries()) {
    for await (const packet of packetsOf(track, piece, part)) {
      if (track.wraps) {
        nearMs ??= packet.dtsMs ?? packet.ptsMs ?? 0;
        if (packet.dtsMs !== undefined) packet.dtsMs = unwrapped(packet.dtsMs, nearMs);
        if (packet.ptsMs !== undefined) packet.ptsMs = unwrapped(packet.ptsMs, packet.dtsMs ?? nearMs);
        nearMs = packet.dtsMs ?? packet.ptsMs ?? nearMs;
      }
      packets.push(packet);
    }
  }
  return track.isCut && track.kind === 'video' ? packets.slice(packets.findIndex(({ isKey }) => isKey)) : packets;
}

async function* packetsOf(track: MediaTrack, { file, shiftMs }: TrackPart, part: number): AsyncGenerator<Packet> {
  const kind = track.kind;
  const { streams } = await inspect(file);
  const tick = streams.filter((stream) => stream.kind === kind)[track.stream]?.millisecondsPerTick ?? 1;
  const args = ['-v', 'error', '-select_streams', specifier(track), '-show_entries'];
  const lines = toolLines('ffprobe', [
    ...args,
    'packet=pts,dts,duration,size,pos,flags',
    '-of',
    'compact=print_section=0',
    file,
  ]);
  for await (const line of lines) {
    const fields = new Map(line.split('|').map((field) => field.split('=') as [string, string]));
    const size = Number(fields.get('size'));
    // Side data makes lines of its own.
    if (!Number.isFinite(size)) continue;
    const time = (name: string): number | undefined => {
      const ticks = numberOf(fields.get(name));
      return ticks === undefined ? undefined : ticks * tick + shiftMs;
    };
    yield {
      ptsMs: time('pts'),
      dtsMs: time('dts'),
      durationMs: (numberOf(fields.get('duration')) ?? 0) * tick,
      bytes: size,
      isKey: fields.get('flags')?.startsWith('K') === true,
      part,
      position: numberOf(fields.get('pos')),
    };
  }
}

/** ffprobe writes N/A for what it does not know. */
function numberOf(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
