import type { DemuxHandlers } from './demux/elementary.js';
import { FlvDemuxer } from './demux/flv-demuxer.js';
import { TsDemuxer } from './demux/ts-demuxer.js';
import type { FeedOptions } from './feed.js';
import { HlsReader } from './hls/hls-reader.js';
import { byteSourceOf } from './open-bytes.js';
import type { Source } from './source.js';

/** Brings what a source has and takes it apart. */
export interface Reader {
  /**
   * Resolves when the source is over, or stopped.
   * @param pace told of how many bytes were given on; a promise holds the source back
   * @throws DubbingError what broke the connection
   */
  run(pace: (bytes: number) => Promise<void> | undefined): Promise<void>;
  /** Gives out what is complete but for what would have come next. */
  end(): void;
  stop(): void;
}

/** @throws DubbingError where GStreamer or one of its elements is missing. */
export function openReader(source: Source, { stock, wanted }: FeedOptions, handlers: DemuxHandlers): Reader {
  const { url, masked } = source;
  if (source.form === 'hls' && url !== undefined) {
    const hls = new HlsReader({ url, masked, sounds: Math.max(...wanted) }, handlers);
    return { run: (pace) => hls.run(pace), end: () => undefined, stop: () => hls.stop() };
  }
  const bytes = byteSourceOf(source, stock);
  const demuxer = source.form === 'flv' ? new FlvDemuxer(handlers) : new TsDemuxer(handlers);
  return {
    run: (pace) =>
      bytes.run((piece) => {
        demuxer.push(piece);
        return pace(piece.length);
      }),
    end: () => demuxer.end(),
    stop: () => bytes.stop(),
  };
}
