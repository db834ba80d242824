import { runTool } from '../process/run-tool.js';

/** Mean luma above which a frame is the flash: it is all white, and no other frame comes near. */
const FLASH_LUMA = 200;

/** Presentation times, in milliseconds, of the first frame of every white flash. */
export async function findFlashes(uri: string): Promise<number[]> {
  const filter = 'scale=64:36:flags=area,format=gray,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-';
  const { stdout } = await runTool('ffmpeg', ['-v', 'error', '-copyts', '-i', uri, '-an', '-vf', filter, '-f', 'null', '-']);
  const flashes: number[] = [];
  let ptsMs = 0;
  let wasFlash = false;
  for (const line of stdout.toString('utf8').split('\n')) {
    const time = /pts_time:(\S+)/.exec(line)?.[1];
    if (time !== undefined) ptsMs = Number(time) * 1000;
    const luma = /YAVG=(\S+)/.exec(line)?.[1];
    if (luma === undefined) continue;
    const isFlash = Number(luma) > FLASH_LUMA;
    if (isFlash && !wasFlash) flashes.push(ptsMs);
    wasFlash = isFlash;
  }
  return flashes;
}
