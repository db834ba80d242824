import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlvTag } from '../../flv/tag.js';
import { TAG_VIDEO, compositionOffsetMs, isSequenceHeader } from '../../flv/tag.js';
import { readFlv } from '../../flv/read.js';
import { startTool } from '../../process/tool.js';
import { FRAME_RATE, HEIGHT, REORDER_FRAMES, WIDTH } from '../format.js';

const BITRATE_KBPS = 2_500;

/**
 * Encodes frames as H.264 the way a broadcast encoder does (two B-frames, closed GOPs of one second) and
 * gives back FLV video tags whose times start at zero. x264 gives the same bytes for the same frames
 * when it runs on one thread; with two, a frame in a thousand differs.
 */
export async function encodeVideo(frames: number, frame: (index: number) => Buffer): Promise<FlvTag[]> {
  const folder = await mkdtemp(join(tmpdir(), 'dubbing-video-'));
  try {
    const file = join(folder, 'video.flv');
    const x264 = `x264enc threads=1 speed-preset=ultrafast bitrate=${BITRATE_KBPS} bframes=${REORDER_FRAMES} key-int-max=${FRAME_RATE} option-string=scenecut=0:rc-lookahead=10:open-gop=0:b-adapt=0:b-pyramid=0`;
    const tool = startTool('gst-launch-1.0', [
      '-q',
      ...`fdsrc fd=0 ! rawvideoparse format=i420 width=${WIDTH} height=${HEIGHT} framerate=${FRAME_RATE}/1 colorimetry=bt709`.split(
        ' ',
      ),
      ...`! queue ! ${x264} ! video/x-h264,profile=high ! h264parse ! video/x-h264,stream-format=avc,alignment=au`.split(
        ' ',
      ),
      ...'! flvmux ! filesink'.split(' '),
      `location=${file}`,
    ]);
    for (let index = 0; index < frames; index += 1) {
      // The buffer is drawn over by the next frame, so it must have left this process first.
      await new Promise<void>((resolve) => tool.stdin.write(frame(index), () => resolve()));
      if (!tool.stdin.writable) break;
    }
    tool.stdin.end();
    await tool.done;
    return retime(readFlv(await readFile(file)).filter(({ type }) => type === TAG_VIDEO));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts exact times in place of the muxer's: decode times count frames, presentation keeps its order. */
function retime(tags: readonly FlvTag[]): FlvTag[] {
  // Neither the decoder's configuration (0) nor the muxer's end mark (2) is a frame.
  const units = tags.filter((tag) => tag.body[1] === 1);
  const shownMs = units.map((tag) => tag.timestampMs + compositionOffsetMs(tag));
  const order = [...shownMs].sort((a, b) => a - b);
  const rank = new Map(order.map((timeMs, index) => [timeMs, index]));
  const frameMs = (count: number): number => Math.round((count * 1000) / FRAME_RATE);
  const headers = tags
    .filter(isSequenceHeader)
    .slice(0, 1)
    .map((tag) => ({ ...tag, timestampMs: 0 }));
  return headers.concat(
    units.map((tag, index) => {
      const body = Buffer.from(tag.body);
      const shown = (rank.get(shownMs[index] ?? 0) ?? index) + REORDER_FRAMES;
      body.writeIntBE(frameMs(shown) - frameMs(index), 2, 3);
      return { type: TAG_VIDEO, timestampMs: frameMs(index), body };
    }),
  );
}
