import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { silentLogger } from '@dubbing/common';

import { DelayLine } from '../../../src/delay/delay-line.js';
import { AacEncoder } from '../../../src/encode/aac-encoder.js';
import { KeyFrameForecast } from '../../../src/hls/key-frame-forecast.js';
import { HlsPackager, type HlsStats } from '../../../src/hls/packager.js';
import { openIngest } from '../../../src/ingest/ingest.js';
import type { VideoConfig } from '../../../src/media/units.js';

/** Packages a file as HLS at its own pace, as a worker does, with the original sound alone. */
export async function packageLive(input: string, directory: string): Promise<HlsStats> {
  const forecast = new KeyFrameForecast();
  const configs: { config: VideoConfig; fromDtsNs: bigint | undefined }[] = [];
  const errors: unknown[] = [];
  let packager: HlsPackager | undefined;
  const opened = (): HlsPackager => {
    const video = configs[0]?.config;
    packager ??= new HlsPackager(
      {
        directory,
        sourceLanguage: 'en',
        targetLanguages: [],
        windowMs: 60_000,
        forecast,
        ...(video === undefined ? {} : { video }),
        onError: (error) => errors.push(error),
      },
      undefined,
    );
    return packager;
  };
  const encoder = new AacEncoder({
    onUnit: (unit) => opened().pushAudio('original', unit),
    onError: (error) => errors.push(error),
  });
  const line = new DelayLine({
    delayMs: 2000,
    onVideo: (unit) => {
      const next = configs[1];
      if (next?.fromDtsNs !== undefined && next.fromDtsNs <= unit.dtsNs) {
        configs.shift();
        opened().setVideo(next.config);
      }
      opened().pushVideo(unit);
    },
    onAudio: (block) => encoder.push(block),
  });
  const ingest = openIngest({
    input,
    pace: 'own',
    signal: new AbortController().signal,
    logger: silentLogger,
    handlers: {
      onVideoConfig: (config) => configs.push({ config, fromDtsNs: undefined }),
      onVideo: (unit) => {
        const last = configs.at(-1);
        if (last !== undefined) last.fromDtsNs ??= unit.dtsNs;
        forecast.saw(unit);
        line.pushVideo(unit);
      },
      onAudio: (block) => line.pushAudio(block),
      onState: () => undefined,
      onEnd: () => undefined,
    },
  });
  const error = await ingest.closed;
  if (error !== undefined) throw error;
  line.end();
  await line.drained;
  await encoder.close();
  await opened().close();
  if (errors.length > 0) throw errors[0];
  return opened().stats;
}

/** Serves a folder; answers 404 for what is not there yet. */
export function folderServer(folder: string): Server {
  return createServer((request, response) => {
    const path = join(folder, request.url ?? '/');
    if (!existsSync(path)) response.writeHead(404).end();
    else {
      const type = path.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp4';
      response.setHeader('content-type', type);
      createReadStream(path).pipe(response);
    }
  });
}
