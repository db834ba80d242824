import { runTool } from '../../process/run-tool.js';

/** One stream of a file, as ffprobe sees it. */
export interface InspectedStream {
  index: number;
  kind: string;
  codec: string;
  millisecondsPerTick: number;
  language: string | undefined;
}

export interface InspectedFile {
  /** Short name of the container, the first of ffmpeg's: mpegts, flv, mov … */
  container: string;
  streams: InspectedStream[];
}

interface Json {
  format?: { format_name?: string };
  streams?: {
    index: number;
    codec_type?: string;
    codec_name?: string;
    time_base?: string;
    tags?: { language?: string };
  }[];
}

/** Which streams a file holds. @throws DubbingError TOOL_FAILED for what is no media */
export async function inspect(file: string): Promise<InspectedFile> {
  const entries = 'format=format_name:stream=index,codec_type,codec_name,time_base:stream_tags=language';
  const { stdout } = await runTool('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', file]);
  const { format, streams = [] } = JSON.parse(stdout.toString('utf8')) as Json;
  return {
    container: format?.format_name?.split(',')[0] ?? 'unknown',
    streams: streams.map(({ index, codec_type, codec_name, time_base = '1/1000', tags }) => {
      const [numerator = 1, denominator = 1] = time_base.split('/').map(Number);
      return {
        index,
        kind: codec_type ?? 'data',
        codec: codec_name ?? 'unknown',
        millisecondsPerTick: (1000 * numerator) / denominator,
        language: tags?.language,
      };
    }),
  };
}
