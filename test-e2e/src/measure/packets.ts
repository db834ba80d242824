import { runTool } from '../process/run-tool.js';

/** One packet of a published stream as a player receives it. */
export interface Packet {
  kind: 'video' | 'audio';
  ptsMs: number;
  dtsMs: number;
  durationMs: number;
  bytes: number;
  /** MD5 of the payload; of a video packet, of its coded slices alone (NAL types 1 to 5). */
  hash: string;
}

/**
 * Reads all packets of a file or URL. Parameter sets, delimiters and SEI are left out of the video, because every
 * container carries them in its own way; the slices are the picture, and must be the source's.
 */
export async function readPackets(uri: string): Promise<Packet[]> {
  const slices = 'h264_mp4toannexb,filter_units=pass_types=1-5';
  const args = [
    '-v',
    'error',
    '-copyts',
    '-i',
    uri,
    '-map',
    '0:v:0?',
    '-map',
    '0:a:0?',
    '-c',
    'copy',
    '-bsf:v',
    slices,
  ];
  const { stdout } = await runTool('ffmpeg', [...args, '-f', 'framehash', '-hash', 'md5', '-']);
  const kinds = new Map<string, Packet['kind']>();
  const millisecondsPerTick = new Map<string, number>();
  const packets: Packet[] = [];
  for (const line of stdout.toString('utf8').split('\n')) {
    const header = /^#(tb|media_type) (\d+): (.*)$/.exec(line);
    if (header !== null) {
      const [, field, stream = '', value = ''] = header;
      if (field === 'media_type') kinds.set(stream, value === 'video' ? 'video' : 'audio');
      const [numerator = 1, denominator = 1] = value.split('/').map(Number);
      if (field === 'tb') millisecondsPerTick.set(stream, (1000 * numerator) / denominator);
    } else if (line !== '' && !line.startsWith('#')) {
      const [stream = '', dts, pts, duration, bytes, hash = ''] = line.split(',').map((cell) => cell.trim());
      const tick = millisecondsPerTick.get(stream) ?? 1;
      packets.push({
        kind: kinds.get(stream) ?? 'video',
        dtsMs: Number(dts) * tick,
        ptsMs: Number(pts) * tick,
        durationMs: Number(duration) * tick,
        bytes: Number(bytes),
        hash,
      });
    }
  }
  return packets;
}
