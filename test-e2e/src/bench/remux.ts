import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sleep } from '@dubbing/common';
import { observe, type Observation } from './observe.js';

/** Opening the file and finding its streams is over by then. */
const SETTLE_MS = 5000;

/** The yardstick: so many `ffmpeg` that copy the picture and encode the sound of the same file at its own pace. */
export async function remux(source: string, dir: string, count: number, seconds: number): Promise<Observation> {
  const children = Array.from({ length: count }, (_, index) => {
    const output = join(dir, `ffmpeg-${index}.ts`);
    const args = ['-v', 'error', '-y', '-re', '-i', source, '-c:v', 'copy', '-c:a', 'aac', '-f', 'mpegts', output];
    return spawn('ffmpeg', args, { stdio: 'ignore' });
  });
  try {
    await sleep(SETTLE_MS);
    return await observe(
      children.flatMap(({ pid }) => pid ?? []),
      seconds,
    );
  } finally {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }),
    );
  }
}
