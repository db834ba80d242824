import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interleave } from '../flv/interleave.js';
import { readFlv } from '../flv/read.js';
import { TAG_AUDIO, TAG_VIDEO, isSequenceHeader, type FlvTag } from '../flv/tag.js';
import { writeFlv } from '../flv/write.js';
import { runTool } from '../process/run-tool.js';
import { cacheDir } from '../paths.js';
import { generateProgramme } from '../programme/generate.js';

/** As long as the programme, whose sound it has. */
export const BENCH_SECONDS = 160;
const CLIP_SECONDS = 8;
const programmeFile = join(cacheDir, 'programme', 'programme.flv');

/**
 * A file of 1080p30 H.264 at 5 Mbit/s with the sound of the built-in programme. Eight seconds of moving noise are
 * encoded and repeated: encoding is not what is measured.
 */
export async function benchSource(onProgress: (text: string) => void): Promise<string> {
  const file = join(cacheDir, 'bench', `1080p30-5M-${BENCH_SECONDS}s.flv`);
  if (
    await stat(file).then(
      () => true,
      () => false,
    )
  )
    return file;
  await generateProgramme({ file: programmeFile, onProgress });
  onProgress('encoding 1080p30 at 5 Mbit/s');
  const clip = join(cacheDir, 'programme', 'bench-clip.flv');
  const rate = [
    '-b:v',
    '5M',
    '-minrate',
    '5M',
    '-maxrate',
    '5M',
    '-bufsize',
    '5M',
    '-x264-params',
    'nal-hrd=cbr:scenecut=0',
  ];
  await runTool('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=1920x1080:rate=30,noise=alls=6:allf=t',
    '-t',
    String(CLIP_SECONDS),
    '-pix_fmt',
    'yuv420p',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-g',
    '60',
    '-bf',
    '2',
    ...rate,
    '-f',
    'flv',
    clip,
  ]);
  const video = repeat(readFlv(await readFile(clip)).filter(({ type }) => type === TAG_VIDEO));
  const audio = readFlv(await readFile(programmeFile)).filter(
    ({ type, timestampMs }) => type === TAG_AUDIO && timestampMs < BENCH_SECONDS * 1000,
  );
  await mkdir(join(cacheDir, 'bench'), { recursive: true });
  await writeFile(file, writeFlv(interleave(video, audio)));
  return file;
}

function repeat(tags: readonly FlvTag[]): FlvTag[] {
  const headers = tags.filter(isSequenceHeader).map((tag) => ({ ...tag, timestampMs: 0 }));
  const frames = tags.filter((tag) => tag.body[1] === 1);
  const firstMs = frames[0]?.timestampMs ?? 0;
  const loops = Array.from({ length: BENCH_SECONDS / CLIP_SECONDS }, (_, loop) => loop * CLIP_SECONDS * 1000);
  return headers.concat(
    loops.flatMap((shiftMs) => frames.map((tag) => ({ ...tag, timestampMs: tag.timestampMs - firstMs + shiftMs }))),
  );
}
