import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FlvTag } from '../flv/tag.js';
import { TAG_SCRIPT } from '../flv/tag.js';
import { encodeAmf0 } from '../flv/amf0.js';
import { interleave } from '../flv/interleave.js';
import { writeFlv } from '../flv/write.js';
import { encodeAudio } from './encode/audio.js';
import { encodeVideo } from './encode/video.js';
import { BEEP_DURATION_MS, FRAME_RATE, HEIGHT, REORDER_FRAMES, SAMPLE_RATE_HZ, WIDTH } from './format.js';
import { manifestPath, readManifest, type ProgrammeManifest } from './manifest.js';
import { Picture } from './picture/picture.js';
import { scheduleScript } from './schedule.js';
import { readScript, type Script } from './script.js';
import { composeSoundtrack } from './sound/soundtrack.js';
import { speak } from './sound/speech.js';

/** Raise this with every change of the generator that changes its output, so that caches are made anew. */
const GENERATOR_VERSION = 2;

export interface GenerateOptions {
  /** The FLV file to write; its manifest lies beside it. */
  file: string;
  /** Makes the programme even if the file is there and up to date. */
  force?: boolean;
  onProgress?(text: string): void;
}

/** Makes the built-in programme, unless it is there already. Takes about half a minute. */
export async function generateProgramme(options: GenerateOptions): Promise<ProgrammeManifest> {
  const script = readScript();
  const fingerprint = createHash('sha256')
    .update(`${GENERATOR_VERSION} ${JSON.stringify(script)}`)
    .digest('hex');
  if (options.force !== true) {
    const present = await readManifest(options.file).catch(() => undefined);
    if (present?.fingerprint === fingerprint) return present;
  }
  const progress = options.onProgress ?? (() => undefined);
  progress('speaking the script');
  const spoken: Float32Array[] = [];
  for (const { voice, text } of script.sections.flatMap(({ sentences }) => sentences))
    spoken.push(await speak(voice, text));
  const schedule = scheduleScript(
    script,
    spoken.map(({ length }) => (length * 1000) / SAMPLE_RATE_HZ),
  );
  progress('encoding the sound');
  const audio = await encodeAudio(composeSoundtrack(schedule, spoken));
  const frames = (schedule.durationMs * FRAME_RATE) / 1000;
  const picture = new Picture(schedule, script.title);
  const video = await encodeVideo(frames, (index) => {
    if (index % (20 * FRAME_RATE) === 0) progress(`encoding the picture, ${Math.round((100 * index) / frames)} %`);
    return picture.frame(index);
  });
  const manifest: ProgrammeManifest = {
    fingerprint,
    title: script.title,
    language: script.language,
    durationMs: schedule.durationMs,
    frameRate: FRAME_RATE,
    frames,
    offsetMs: (REORDER_FRAMES * 1000) / FRAME_RATE,
    beepsMs: schedule.beepsMs,
    beepDurationMs: BEEP_DURATION_MS,
    sentences: schedule.sentences,
  };
  await store(options.file, writeFlv([metadata(script, schedule.durationMs), ...interleave(video, audio)]), manifest);
  return manifest;
}

function metadata(script: Script, durationMs: number): FlvTag {
  const fields = {
    title: script.title,
    duration: durationMs / 1000,
    width: WIDTH,
    height: HEIGHT,
    framerate: FRAME_RATE,
    videocodecid: 7,
    audiocodecid: 10,
    audiosamplerate: SAMPLE_RATE_HZ,
    audiosamplesize: 16,
    stereo: true,
  };
  return { type: TAG_SCRIPT, timestampMs: 0, body: encodeAmf0(['onMetaData', fields]) };
}

/** The manifest is written last, so that its presence means a whole programme. */
async function store(file: string, flv: Buffer, manifest: ProgrammeManifest): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  await writeFile(partial, flv);
  await rename(partial, file);
  await writeFile(manifestPath(file), `${JSON.stringify(manifest, null, 2)}\n`);
}
