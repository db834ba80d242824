import { runTool } from '../process/run-tool.js';

/** Mean luma above which a frame is the flash: it is all white, and no other frame comes near. */
const FLASH_LUMA = 200;

/** Presentation times, in milliseconds, of the first frame of every white flash. */
export async function findFlashes(uri: string): Promise<number[]> {
  const filter =
    'scale=64:36:flags=area,format=gray,settb=1/1000000,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-';
  // ffmpeg moves the times of a track whose companion is not used; so the sound is read too, and thrown away.
  const picture = ['-map', '0:v:0', '-vf', filter, '-f', 'null', '-'];
  const sound = ['-map', '0:a:0?', '-map', '0:v:0', '-c', 'copy', '-f', 'null', '-'];
  const { stdout } = await runTool('ffmpeg', ['-v', 'error', '-copyts', '-i', uri, ...picture, ...sound]);
  const flashes: number[] = [];
  let ptsMs = 0;
  let wasFlash = false;
  for (const line of stdout.toString('utf8').split('\n')) {
    // The time in seconds is printed with six digits, too few after an hour; the ticks are microseconds here.
    const microseconds = /pts:(\d+)/.exec(line)?.[1];
    if (microseconds !== undefined) ptsMs = Number(microseconds) / 1000;
    const luma = /YAVG=(\S+)/.exec(line)?.[1];
    if (luma === undefined) continue;
    const isFlash = Number(luma) > FLASH_LUMA;
    if (isFlash && !wasFlash) flashes.push(ptsMs);
    wasFlash = isFlash;
  }
  return flashes;
}
