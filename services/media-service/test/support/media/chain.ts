import { silentLogger, type DubbingError } from '@dubbing/common';

import { DelayLine } from '../../../src/delay/delay-line.js';
import { AacEncoder } from '../../../src/encode/aac-encoder.js';
import { openIngest, type Ingest, type IngestState } from '../../../src/ingest/ingest.js';
import type { TrackChoice } from '../../../src/ingest/track-choice.js';
import type { AudioBlock, VideoConfig, VideoUnit } from '../../../src/media/units.js';
import { openOutput, type Output, type OutputState } from '../../../src/publish/output.js';

export interface Chain {
  readonly ingest: Ingest;
  readonly video: VideoUnit[];
  readonly audio: AudioBlock[];
  readonly states: IngestState[];
  readonly outputStates: OutputState[];
  /** Resolves when all is out and closed, with what the ingest came to. */
  readonly done: Promise<{ error: DubbingError | undefined; reason: string | undefined; output: Output | undefined }>;
}

/** The whole media core in a row: ingest, delay line, encoder and one output, as a worker joins them. */
export function runChain(
  input: string,
  options: {
    output?: string;
    pace?: 'own' | 'fast';
    delayMs?: number;
    graceMs?: number;
    connectTimeoutMs?: number;
    tracks?: TrackChoice;
  } = {},
): Chain {
  const { pace = 'fast', delayMs = 500 } = options;
  const video: VideoUnit[] = [];
  const audio: AudioBlock[] = [];
  const states: IngestState[] = [];
  const outputStates: OutputState[] = [];
  const abort = new AbortController();
  const configs: { config: VideoConfig; fromDtsNs: bigint | undefined }[] = [];
  let output: Output | undefined;
  let reason: string | undefined;
  const opened = (): Output | undefined => {
    if (options.output === undefined) return undefined;
    output ??= openOutput({
      url: options.output,
      language: 'es',
      video: configs[0]?.config,
      logger: silentLogger,
      files: pace === 'fast' ? 'single' : 'parts',
      onState: (state) => outputStates.push(state),
    });
    return output;
  };
  const encoder = new AacEncoder({
    onUnit: (unit) => opened()?.pushAudio(unit),
    onError: (error) => abort.abort(error),
  });
  const line = new DelayLine({
    delayMs,
    pace: pace === 'fast' ? 'unpaced' : 'source',
    onVideo: (unit) => {
      const target = opened();
      const next = configs[1];
      if (next?.fromDtsNs !== undefined && next.fromDtsNs <= unit.dtsNs) {
        configs.shift();
        target?.setVideoConfig(next.config);
      }
      target?.pushVideo(unit);
    },
    onAudio: (block) => encoder.push(block),
  });
  let ingest: Ingest;
  try {
    ingest = openIngest({
      input,
      pace,
      ...(options.tracks !== undefined && { tracks: options.tracks }),
      graceMs: options.graceMs ?? 1000,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      signal: abort.signal,
      logger: silentLogger,
      handlers: {
        onVideoConfig: (config) => configs.push({ config, fromDtsNs: undefined }),
        onVideo: (unit) => {
          const last = configs.at(-1);
          if (last !== undefined) last.fromDtsNs ??= unit.dtsNs;
          video.push(unit);
          line.pushVideo(unit);
        },
        onAudio: (block) => {
          audio.push(block);
          line.pushAudio(block);
        },
        onState: (state) => states.push(state),
        onEnd: (why) => {
          reason = why;
        },
      },
    });
  } catch (error) {
    // An input that is refused leaves nothing running behind it.
    void encoder.close();
    throw error;
  }
  const finish = async (): Promise<Awaited<Chain['done']>> => {
    const error = await ingest.closed;
    line.end();
    await line.drained;
    await encoder.close();
    await output?.close();
    return { error, reason, output };
  };
  return { ingest, video, audio, states, outputStates, done: finish() };
}
