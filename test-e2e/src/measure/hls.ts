import { runTool } from '../process/run-tool.js';

/** What a player finds behind a master playlist. */
export interface HlsReport {
  videoCodec: string | undefined;
  audioLanguages: string[];
  captionLanguages: string[];
  /** How much of the first video and audio could be decoded without a fault. */
  decodedSeconds: number;
}

interface ProbedStream {
  codec_type?: string;
  codec_name?: string;
}

/** Reads a live HLS stream with ffmpeg, from the oldest segment that the playlists still hold. */
export async function readHls(url: string): Promise<HlsReport> {
  const master = await (await fetch(url)).text();
  const languages = (type: string): string[] =>
    [...master.matchAll(/#EXT-X-MEDIA:(.*)/g)]
      .map(([, attributes = '']) => attributes)
      .filter((attributes) => attributes.includes(`TYPE=${type}`))
      .map((attributes) => /LANGUAGE="([^"]+)"/.exec(attributes)?.[1] ?? '');
  const probe = await runTool('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'stream=codec_type,codec_name',
    '-of',
    'json',
    url,
  ]);
  const { streams = [] } = JSON.parse(probe.stdout.toString('utf8')) as { streams?: ProbedStream[] };
  const args = [
    '-v',
    'error',
    '-xerror',
    '-live_start_index',
    '0',
    '-i',
    url,
    '-t',
    '4',
    '-map',
    '0:v:0',
    '-map',
    '0:a:0',
    '-f',
    'null',
    '-progress',
    'pipe:1',
    '-',
  ];
  const progress = (await runTool('ffmpeg', args)).stdout.toString('utf8');
  const times = [...progress.matchAll(/out_time_us=(\d+)/g)].map(([, microseconds]) => Number(microseconds) / 1e6);
  return {
    videoCodec: streams.find(({ codec_type }) => codec_type === 'video')?.codec_name,
    audioLanguages: languages('AUDIO'),
    captionLanguages: languages('SUBTITLES'),
    decodedSeconds: times.at(-1) ?? 0,
  };
}
