import { createHash } from 'node:crypto';

import { parseCaps } from '../../../src/gst/caps.js';
import type { GdpBuffer } from '../../../src/gst/gdp-packet.js';
import { Pipeline, pulledSink } from '../../../src/gst/pipeline.js';
import { parseSegment, toRunningTimeNs, type Segment } from '../../../src/gst/segment.js';
import { isVcl, NAL_SPS, nalType, splitNals } from '../../../src/media/nal.js';
import type { VideoCodec } from '../../../src/media/units.js';

const HEVC_SPS = 33;

export interface Slices {
  /** A hash of every slice, in decoding order. */
  readonly hashes: readonly string[];
  readonly ptsMs: readonly number[];
  readonly dtsMs: readonly number[];
  /** Access units that bring their own sequence parameter set. */
  readonly parameterSets: number;
}

/** The caps of a bare gdppay hold buffers of its own, which it frees while they are still being read here. */
const packets = 'gdppay ! capssetter caps="application/x-gdp" join=false replace=true';

/** The slices of a file, found by another demuxer run than the one under test. */
export async function slicesOf(file: string, codec: VideoCodec = 'h264'): Promise<Slices> {
  const slices = { hashes: [] as string[], ptsMs: [] as number[], dtsMs: [] as number[], parameterSets: 0 };
  const sequenceSet = codec === 'h264' ? NAL_SPS : HEVC_SPS;
  const format = codec === 'h264' ? 'avc' : 'hvc1';
  await read(
    `filesrc location=${file} ! parsebin name=tracks  tracks. ! video/x-${codec} ! queue ! ${codec}parse ! video/x-${codec},stream-format=${format},alignment=au ! ${packets} ! ${pulledSink('out')}`,
    (buffer, ptsMs, dtsMs) => {
      const nals = splitNals(buffer.payload);
      if (nals.some((nal) => nalType(nal, codec) === sequenceSet)) slices.parameterSets += 1;
      for (const nal of nals) {
        if (isVcl(nal, codec)) slices.hashes.push(createHash('sha256').update(nal).digest('hex'));
      }
      slices.ptsMs.push(ptsMs);
      slices.dtsMs.push(dtsMs);
    },
  );
  return slices;
}

/** The sizes of the pictures that a decoder shows of a file or of HLS, in their order, each with how many. */
export async function sizesOf(file: string): Promise<string[]> {
  const runs: { size: string; count: number }[] = [];
  let size = '';
  await read(
    `${file.startsWith('http:') ? `souphttpsrc location=${file}` : `filesrc location=${file}`} ! decodebin ! video/x-raw ! ${packets} ! ${pulledSink('out')}`,
    () => {
      const last = runs.at(-1);
      if (last?.size === size) last.count += 1;
      else runs.push({ size, count: 1 });
    },
    (caps) => {
      const { fields } = parseCaps(caps);
      size = `${fields.get('width')}x${fields.get('height')}`;
    },
  );
  return runs.map((run) => `${run.size} × ${run.count}`);
}

export interface Events {
  readonly flashesMs: readonly number[];
  readonly beepsMs: readonly number[];
  /** Holes in the decoded sound of more than two milliseconds. */
  readonly soundGaps: number;
}

/** When flashes and beeps are seen and heard by who decodes the file. */
export async function eventsOf(file: string, tracks: 'both' | 'sound' = 'both'): Promise<Events> {
  const flashesMs: number[] = [];
  let bright = false;
  if (tracks === 'both') {
    await read(
      `filesrc location=${file} ! decodebin ! videoscale ! videoconvert ! video/x-raw,format=GRAY8,width=16,height=16 ! ${packets} ! ${pulledSink('out')}`,
      ({ payload }, ptsMs) => {
        const isBright = payload.reduce((sum, value) => sum + value, 0) / payload.length > 150;
        if (isBright && !bright) flashesMs.push(ptsMs);
        bright = isBright;
      },
    );
  }
  const sound = { beepsMs: [] as number[], soundGaps: 0 };
  let quietSamples = Number.POSITIVE_INFINITY;
  let endMs: number | undefined;
  await read(
    `filesrc location=${file} ! decodebin ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=1 ! ${packets} ! ${pulledSink('out')}`,
    ({ payload }, ptsMs) => {
      if (endMs !== undefined && Math.abs(ptsMs - endMs) > 2) sound.soundGaps += 1;
      endMs = ptsMs + payload.length / 2 / 48;
      for (let sample = 0; sample < payload.length / 2; sample += 1) {
        const loud = Math.abs(payload.readInt16LE(sample * 2)) > 4000;
        if (loud && quietSamples > 4800) sound.beepsMs.push(ptsMs + sample / 48);
        quietSamples = loud ? 0 : quietSamples + 1;
      }
    },
  );
  return { flashesMs, ...sound };
}

/** Beep less flash, for every beep. */
export function offsetsMs({ flashesMs, beepsMs }: Events): number[] {
  return beepsMs.map(
    (beep) =>
      Math.min(...flashesMs.map((flash) => Math.abs(beep - flash)).values()) *
      Math.sign(beep - nearest(flashesMs, beep)),
  );
}

function nearest(values: readonly number[], to: number): number {
  return values.reduce(
    (best, value) => (Math.abs(value - to) < Math.abs(best - to) ? value : best),
    Number.POSITIVE_INFINITY,
  );
}

async function read(
  launch: string,
  onBuffer: (buffer: GdpBuffer, ptsMs: number, dtsMs: number) => void,
  onCaps: (caps: string) => void = () => undefined,
): Promise<void> {
  const pipeline = new Pipeline(launch);
  let segment: Segment | undefined;
  pipeline.play();
  const failed = pipeline.ended.then((end) => {
    // Whoever waits for the pull below is let go by the stop.
    if (end.kind === 'error') pipeline.stop();
    return end;
  });
  await pipeline.pull(
    'out',
    (packets) => {
      for (const packet of packets) {
        if (packet.kind === 'event' && packet.event === 'segment') segment = parseSegment(packet.text);
        if (packet.kind === 'caps') onCaps(packet.caps);
        if (packet.kind !== 'buffer' || segment === undefined) continue;
        onBuffer(packet, timeMs(segment, packet.ptsNs), timeMs(segment, packet.dtsNs));
      }
    },
    0,
  );
  pipeline.stop();
  const end = await failed;
  if (end.kind === 'error') throw end.error;
}

function timeMs(segment: Segment, timeNs: bigint | undefined): number {
  return timeNs === undefined ? Number.NaN : Number(toRunningTimeNs(segment, timeNs)) / 1e6;
}
