import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlv } from '../../src/flv/read.js';
import type { FlvTag } from '../../src/flv/tag.js';
import { writeFlv } from '../../src/flv/write.js';
import { openFile } from '../../src/probe/capture/open-file.js';
import { readPackets, type Packet } from '../../src/probe/media/packets.js';
import type { MediaTrack } from '../../src/probe/media/track.js';
import { measure } from '../../src/probe/measure.js';
import type { ProbeReport } from '../../src/probe/report/report.js';
import { withSound } from '../../src/probe/sound/decode.js';
import { avOffset, type AvOffsetReport } from '../../src/probe/sync/av-offset.js';
import { findBeeps } from '../../src/probe/sync/beeps.js';
import { findFlashes } from '../../src/probe/sync/flashes.js';
import { measureTimestamps } from '../../src/probe/timestamps/measure-timestamps.js';
import { runTool } from '../../src/process/run-tool.js';

/** A flash of two frames and a beep every other second, from second 1 on; between them a moving picture and soft noise. */
export const FLASH_EVERY_MS = 2_000;
export const FRAME_MS = 40;

interface FlashingOptions {
  seconds?: number;
  video?: readonly string[];
  /** Filters behind the sound. */
  soundFilter?: string;
}

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '25', '-sc_threshold', '0'];
export const h265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=25:bframes=2:log-level=none'];

/** A folder of short media for the probe to look at; each is made in a second or two. */
export class FlashingMedia {
  private constructor(readonly folder: string) {}

  static async create(): Promise<FlashingMedia> {
    return new FlashingMedia(await mkdtemp(join(tmpdir(), 'dubbing-flashing-')));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Makes a file from nothing; the container is told by its name. */
  async make(
    name: string,
    { seconds = 12, video = h264, soundFilter = 'anull' }: FlashingOptions = {},
  ): Promise<string> {
    const picture = `testsrc=s=160x90:r=25:d=${seconds},drawbox=c=white:t=fill:enable='lt(mod(t-1+2,2),0.075)'`;
    const beep = `0.125*sin(2*PI*1000*t)*lt(mod(t-1+2,2),0.1)`;
    const sound = `aevalsrc='${beep}+0.004*(random(0)-0.5)':s=48000:d=${seconds},${soundFilter}`;
    const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound];
    return this.run(name, [...inputs, ...video, '-pix_fmt', 'yuv420p', '-threads', '1', '-c:a', 'aac', '-ac', '2']);
  }

  /** Copies the packets of a file into another one, on the way through what `args` say. */
  copy(from: string, name: string, ...args: readonly string[]): Promise<string> {
    return this.run(name, ['-i', this.path(from), '-c', 'copy', ...args]);
  }

  async run(name: string, args: readonly string[]): Promise<string> {
    await runTool('ffmpeg', ['-v', 'error', '-y', ...args, this.path(name)]);
    return this.path(name);
  }

  /** Writes the tags of an FLV file anew after `spoil` has been at them: no muxer puts right what it planted. */
  async spoil(from: string, name: string, spoil: (tags: FlvTag[]) => FlvTag[]): Promise<string> {
    await writeFile(this.path(name), writeFlv(spoil(readFlv(await readFile(this.path(from))))));
    return this.path(name);
  }

  async probe(name: string, reference?: string): Promise<ProbeReport> {
    const output = await openFile(this.path(name));
    return measure(output, reference === undefined ? {} : { reference: await openFile(this.path(reference)) });
  }

  /** Timestamps alone: nothing is decoded. */
  async timestamps(
    name: string,
    reference?: string,
    isCut = false,
  ): Promise<Pick<ProbeReport, 'timestamps' | 'faults'>> {
    const output = await openFile(this.path(name), { isCut });
    const packets = new Map<MediaTrack['kind'], Packet[]>();
    for (const track of [output.video, output.audio])
      if (track !== undefined) packets.set(track.kind, await readPackets(track));
    const source = reference === undefined ? undefined : await openFile(this.path(reference));
    const { faults, ...timestamps } = await measureTimestamps(output, packets, source);
    return { timestamps, faults };
  }

  /** A/V offset alone. */
  async offset(name: string): Promise<AvOffsetReport> {
    const { video, audio } = await openFile(this.path(name));
    if (video === undefined || audio === undefined) throw new Error(`${name} lacks a track`);
    const flashes = await findFlashes(video);
    return withSound(audio, (_, { blocks }) => avOffset(flashes, findBeeps(blocks())));
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
