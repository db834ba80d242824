import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeWav, encodeWav, int16View, pcmOf } from '@dubbing/common';

const run = promisify(execFile);

/** A folder for one test file; `remove` takes it away. */
export async function temporaryFolder(name: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `media-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** In milliseconds. */
const SENTENCE_GAP_MS = 300;
const PAUSE_MS = 1500;

/**
 * Writes `seconds` of 320×180 H.264 at 25 Hz (key frames every second, B-frames between) with spoken numbers as AAC, from
 * GStreamer's own elements. The voice goes on without pauses: from the tenth second on a detector may take it for noise,
 * by where it began to listen. With `pauses` it knows every sentence, wherever that was.
 */
export async function generateTalk(path: string, seconds: number, { pauses = false } = {}): Promise<void> {
  const mux = path.endsWith('.flv') ? 'flvmux' : 'mp4mux';
  const launch = [
    `videotestsrc num-buffers=${seconds * 25} pattern=ball`,
    'video/x-raw,width=320,height=180,framerate=25/1',
    'x264enc key-int-max=25 bframes=2 b-adapt=false speed-preset=ultrafast',
    'video/x-h264,profile=main',
    'h264parse',
    'queue max-size-time=0 max-size-bytes=0 max-size-buffers=0',
    `${mux} name=mux`,
    `filesink location=${path}`,
  ].join(' ! ');
  // The speech source sets no times; reading it back as a WAV file does.
  const speech = `${path}.wav`;
  await gstLaunch(
    `flitetestsrc samplesperbuffer=48000 num-buffers=${seconds} ! audioconvert ! wavenc ! filesink location=${speech}`,
  );
  if (pauses) await writeFile(speech, withPauses(await readFile(speech)));
  const sound = `filesrc location=${speech} ! wavparse ! audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=2`;
  await gstLaunch(
    `${launch} ${sound} ! avenc_aac ! aacparse ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! mux.`,
  );
}

/** The first sentence of a WAV file again and again, as long as that, with a pause behind each. */
function withPauses(wav: Buffer): Buffer {
  const { pcm, format } = decodeWav(wav);
  const samples = int16View(pcm);
  const perMs = (format.channels * format.sampleRateHz) / 1000;
  const isQuiet = (fromMs: number): boolean =>
    samples.subarray(fromMs * perMs, (fromMs + SENTENCE_GAP_MS) * perMs).every((sample) => Math.abs(sample) < 300);
  let sentenceMs = 500;
  while (sentenceMs * perMs < samples.length && !isQuiet(sentenceMs)) sentenceMs += 10;
  const sentence = samples.subarray(0, sentenceMs * perMs);
  const spoken = new Int16Array(samples.length);
  const periodLength = sentence.length + PAUSE_MS * perMs;
  for (let at = 0; at < spoken.length; at += periodLength) {
    spoken.set(sentence.subarray(0, spoken.length - at), at);
  }
  return encodeWav(pcmOf(spoken), format);
}

/** Runs one launch line to its end. */
export async function gstLaunch(line: string): Promise<void> {
  await run('gst-launch-1.0', ['-q', ...line.split(' ')], { timeout: 60_000 });
}

/** Packets of a file as ffprobe tells them, or undefined where ffprobe is not installed. */
export async function probePackets(
  path: string,
): Promise<{ codec_type: string; pts_time: string; dts_time: string; flags: string }[] | undefined> {
  try {
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_packets', '-of', 'json', path], {
      maxBuffer: 64 << 20,
    });
    return (
      JSON.parse(stdout) as { packets: { codec_type: string; pts_time: string; dts_time: string; flags: string }[] }
    ).packets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
