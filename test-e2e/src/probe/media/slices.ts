import { toolLines } from '../../process/tool-lines.js';
import { readPackets } from './packets.js';
import { specifier, type MediaTrack, type TrackPart } from './track.js';

/** One coded picture, known by its slices alone. */
export interface CodedFrame {
  /** MD5 of the VCL NAL units (H.264 types 1 to 5, H.265 types 0 to 31). */
  hash: string;
  ptsMs: number;
}

/**
 * ffmpeg's filters that leave nothing but the slices. Parameter sets, delimiters and SEI are left out, because every
 * container carries them in its own way; the slices are the picture, and must be the source's.
 */
const slicesOf: Readonly<Record<string, string>> = {
  h264: 'h264_mp4toannexb,filter_units=pass_types=1-5',
  hevc: 'hevc_mp4toannexb,filter_units=pass_types=0-31',
};

/** Whether the pictures of a codec can be compared. */
export function hasSlices(codec: string): boolean {
  return codec in slicesOf;
}

/** The coded pictures of a track in decode order. */
export async function readSlices(track: MediaTrack): Promise<CodedFrame[]> {
  // The whole track, because the hashes are of the whole track as well.
  const packets = await readPackets({ ...track, isCut: false });
  const frames: CodedFrame[] = [];
  for (const [part, piece] of track.parts.entries()) {
    const own = packets.filter((packet) => packet.part === part);
    const hashed: CodedFrame[] = [];
    for await (const packet of hashesOf(track, piece)) hashed.push(packet);
    // Packets without a slice are left out by the filter. Where there are none, the times are the container's own,
    // for ffmpeg puts some right on their way through.
    const isSame = hashed.length === own.length;
    const placed = hashed.map(({ hash, ptsMs }, index) => ({
      hash,
      ptsMs: (isSame ? own[index]?.ptsMs : undefined) ?? ptsMs,
    }));
    const firstKey = track.isCut && part === 0 && isSame ? own.findIndex(({ isKey }) => isKey) : 0;
    for (const frame of placed.slice(Math.max(0, firstKey))) frames.push(frame);
  }
  return frames;
}

async function* hashesOf(track: MediaTrack, { file, shiftMs }: TrackPart): AsyncGenerator<CodedFrame> {
  const filters = slicesOf[track.codec];
  if (filters === undefined) return;
  const input = ['-v', 'error', '-copyts', '-i', file, '-map', `0:${specifier(track)}`];
  const output = ['-c', 'copy', '-copyinkf', '-bsf:v', filters, '-f', 'framehash', '-hash', 'md5', '-'];
  let tick = 1;
  for await (const line of toolLines('ffmpeg', [...input, ...output])) {
    const timeBase = /^#tb \d+: (\d+)\/(\d+)/.exec(line);
    if (timeBase !== null) tick = (1000 * Number(timeBase[1])) / Number(timeBase[2]);
    if (line === '' || line.startsWith('#')) continue;
    const [, , pts, , , hash = ''] = line.split(',').map((cell) => cell.trim());
    yield { hash, ptsMs: Number(pts) * tick + shiftMs };
  }
}
