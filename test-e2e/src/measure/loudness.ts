import { runTool } from '../process/run-tool.js';

/** Programme loudness by EBU R128, as ffmpeg's ebur128 measures it. */
export interface Loudness {
  integratedLufs: number;
  truePeakDb: number;
}

export async function measureLoudness(uri: string): Promise<Loudness> {
  const args = [
    '-hide_banner',
    '-nostats',
    '-i',
    uri,
    '-vn',
    '-filter_complex',
    'ebur128=peak=true',
    '-f',
    'null',
    '-',
  ];
  const summary = (await runTool('ffmpeg', args)).stderr.split('Summary:').at(-1) ?? '';
  const number = (pattern: RegExp): number => Number(pattern.exec(summary)?.[1] ?? Number.NaN);
  return { integratedLufs: number(/I:\s+(-?[\d.]+) LUFS/), truePeakDb: number(/Peak:\s+(-?[\d.]+) dBFS/) };
}
