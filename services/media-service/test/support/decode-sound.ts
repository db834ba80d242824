import { spawnSync } from 'node:child_process';
import { int16View } from '@dubbing/common';

/** Any sound file as 48 kHz stereo, or undefined where the GStreamer tools or the file are absent. */
export function decodeSound(path: string): Int16Array | undefined {
  const chain =
    // With pictures that nobody takes, it does not always come to the end.
    'decodebin caps=audio/x-raw expose-all-streams=false ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=2 ! fdsink fd=1';
  const { status, stdout } = spawnSync(
    'gst-launch-1.0',
    ['-q', 'filesrc', `location=${path}`, '!', ...chain.split(' ')],
    {
      maxBuffer: 256 * 1024 * 1024,
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return status === 0 && stdout.length > 0 ? int16View(stdout) : undefined;
}
