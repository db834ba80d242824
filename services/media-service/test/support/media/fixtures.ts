import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { VideoCodec } from '../../../src/media/units.js';

const run = promisify(execFile);
const WIDTH = 320;
const HEIGHT = 180;
const RATE = 48_000;
const FRAMES_PER_S = 30;

/** A folder that is removed after the tests of the file that asked for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'media-core-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What has not come to its end by then never will; a test that waits for it should say which command it was. */
const TOOL_TIMEOUT_MS = 50_000;

export async function gstLaunch(...words: string[]): Promise<void> {
  await tool('gst-launch-1.0', ['-q', ...words]);
}

export async function ffmpeg(...words: string[]): Promise<void> {
  await tool('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...words]);
}

async function tool(name: string, words: readonly string[]): Promise<void> {
  const list = words.flatMap((each) => each.split(' ')).filter((word) => word !== '');
  await run(name, list, { timeout: TOOL_TIMEOUT_MS, killSignal: 'SIGKILL' });
}

const unbounded = 'queue max-size-time=0 max-size-bytes=0 max-size-buffers=0';

/** From one second on, a white flash and a beep together each second; quiet noise and a dark picture otherwise. */
export class Fixtures {
  readonly folder: string;
  readonly #video: string;
  readonly #audio: string;

  constructor(folder: string, seconds: number) {
    this.folder = folder;
    writeFileSync(join(folder, 'flash.yuv'), flashes(seconds));
    writeFileSync(join(folder, 'beep.pcm'), beeps(seconds));
    this.#video =
      `filesrc location=${folder}/flash.yuv ! rawvideoparse width=${WIDTH} height=${HEIGHT} framerate=${FRAMES_PER_S}/1 format=i420 ! ` +
      `x264enc bitrate=600 bframes=2 b-adapt=false key-int-max=15 speed-preset=ultrafast ! video/x-h264,profile=main ! h264parse ! ${unbounded}`;
    this.#audio = `filesrc location=${folder}/beep.pcm ! rawaudioparse format=pcm pcm-format=s16le sample-rate=${RATE} num-channels=2 ! audioconvert ! audioresample`;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** @param audioEncoder a launch fragment, `avenc_aac ! aacparse` and the like. */
  async both(name: string, muxer: string, audioEncoder = 'avenc_aac ! aacparse'): Promise<string> {
    const file = this.path(name);
    await gstLaunch(
      `${this.#video} ! ${muxer} name=m ! filesink location=${file} ${this.#audio} ! ${audioEncoder} ! ${unbounded} ! m.`,
    );
    return file;
  }

  /** H.265 with B pictures and open groups: entries are CRA pictures with leading pictures (RASL) behind them. */
  async hevc(name: string, muxer: string): Promise<string> {
    const file = this.path(name);
    const encoder =
      'x265enc bitrate=400 speed-preset=ultrafast key-int-max=15 option-string=bframes=2:b-adapt=0:open-gop=1:log-level=none';
    await gstLaunch(
      `filesrc location=${this.folder}/flash.yuv ! rawvideoparse width=${WIDTH} height=${HEIGHT} framerate=${FRAMES_PER_S}/1 format=i420 ! ` +
        `${encoder} ! h265parse ! ${unbounded} ! ${muxer} name=m ! filesink location=${file} ` +
        `${this.#audio} ! avenc_aac ! aacparse ! ${unbounded} ! m.`,
    );
    return file;
  }

  /** H.264 with open groups in FLV, which holds the parameter sets once: entries are I pictures with recovery points. */
  async openGroups(name: string): Promise<string> {
    const file = this.path(name);
    await gstLaunch(
      `videotestsrc num-buffers=150 pattern=ball ! video/x-raw,width=${WIDTH},height=${HEIGHT},framerate=30/1 ! ` +
        `x264enc bitrate=400 bframes=2 b-adapt=false key-int-max=15 speed-preset=ultrafast option-string=open-gop=1 ! ` +
        `h264parse ! ${unbounded} ! flvmux name=m ! filesink location=${file} ${this.#audio} ! avenc_aac ! aacparse ! ${unbounded} ! m.`,
    );
    return file;
  }

  /** Three seconds of one picture size, then three of another: the parameter sets change in the middle. */
  async changing(name: string, codec: VideoCodec): Promise<string> {
    const file = this.path(name);
    const encoder =
      codec === 'h264'
        ? 'x264enc bitrate=400 bframes=2 b-adapt=false key-int-max=30 speed-preset=ultrafast'
        : 'x265enc bitrate=400 speed-preset=ultrafast key-int-max=30 option-string=bframes=2:b-adapt=0:open-gop=1:log-level=none';
    const part = (width: number, height: number): string =>
      `videotestsrc num-buffers=90 pattern=ball ! video/x-raw,format=I420,width=${width},height=${height},framerate=30/1 ! c.`;
    await gstLaunch(
      `concat name=c ! ${encoder} ! ${codec}parse config-interval=-1 ! ${unbounded} ! mpegtsmux name=m ! filesink location=${file} ` +
        `${part(320, 180)} ${part(480, 270)} ${this.#audio} ! avenc_aac ! aacparse ! ${unbounded} ! m.`,
    );
    return file;
  }

  /** One picture and several sounds, all the same but for their volumes. */
  async volumes(name: string, muxer: string, volumes: readonly number[], audioEncoder: string): Promise<string> {
    const file = this.path(name);
    const sounds = volumes.map(
      (volume) => `${this.#audio} ! volume volume=${volume} ! audioconvert ! ${audioEncoder} ! ${unbounded} ! m.`,
    );
    await gstLaunch(`${muxer} name=m ! filesink location=${file} ${this.#video} ! m. ${sounds.join(' ')}`);
    return file;
  }

  async videoOnly(name: string): Promise<string> {
    await gstLaunch(`${this.#video} ! mp4mux ! filesink location=${this.path(name)}`);
    return this.path(name);
  }

  async audioOnly(name: string): Promise<string> {
    await gstLaunch(`${this.#audio} ! avenc_aac ! aacparse ! mp4mux ! filesink location=${this.path(name)}`);
    return this.path(name);
  }

  /** VP8 and Vorbis in WebM: video that cannot be passed through. */
  async otherVideo(name: string): Promise<string> {
    await gstLaunch(
      `videotestsrc num-buffers=90 ! video/x-raw,width=160,height=90,framerate=30/1 ! vp8enc deadline=1 ! webmmux name=m ! filesink location=${this.path(name)} ` +
        `${this.#audio} ! vorbisenc ! ${unbounded} ! m.`,
    );
    return this.path(name);
  }
}

function flashes(seconds: number): Buffer {
  const dark = Buffer.concat([Buffer.alloc(WIDTH * HEIGHT, 30), Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
  const white = Buffer.concat([Buffer.alloc(WIDTH * HEIGHT, 235), Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
  const frames = Array.from({ length: seconds * FRAMES_PER_S }, (_, frame) => {
    const picture = Buffer.from(frame >= FRAMES_PER_S && frame % FRAMES_PER_S < 3 ? white : dark);
    // Something has to move, or every picture would code to the same bytes.
    for (let dot = 0; dot < 500; dot += 1) picture[(frame * 977 + dot * 31) % (WIDTH * HEIGHT)] = (dot * 7) & 63;
    return picture;
  });
  return Buffer.concat(frames);
}

function beeps(seconds: number): Buffer {
  const pcm = Buffer.alloc(seconds * RATE * 4);
  for (let sample = 0; sample < seconds * RATE; sample += 1) {
    const loud = sample >= RATE && sample % RATE < RATE / 10;
    const value = Math.round((loud ? 16_000 : 30) * Math.sin((2 * Math.PI * 1000 * (sample % RATE)) / RATE));
    pcm.writeInt16LE(value, sample * 4);
    pcm.writeInt16LE(value, sample * 4 + 2);
  }
  return pcm;
}
