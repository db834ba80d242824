import type { ErrorInfoLike } from '@dubbing/common';
import { create, StreamStatus } from '@dubbing/contracts';
import { maskUrl } from '../media/mask-url.js';
import type { WorkerStatus } from '../worker/messages.js';
import type { StreamSpec } from '../worker/stream-spec.js';
import { hlsPath } from './hls-path.js';
import type { StreamState } from './state.js';

export interface StreamFacts {
  state: StreamState;
  startedAt: Date;
  endedAt: Date | undefined;
  restarts: number;
  error: ErrorInfoLike | undefined;
}

/** Puts what the service knows and what the worker last said into the answer of the API. */
export function describeStream(spec: StreamSpec, latest: WorkerStatus | undefined, facts: StreamFacts): StreamStatus {
  const { state, startedAt, endedAt, restarts, error } = facts;
  return create(StreamStatus, {
    id: spec.id,
    state,
    input: maskUrl(spec.input),
    sourceLanguage: spec.sourceLanguage,
    targetLanguages: [...spec.targetLanguages],
    startedAt: startedAt.toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    delayMs: spec.delayMs,
    mode: spec.mode,
    hlsUrl: hlsPath(spec.id),
    sts: latest?.sts ?? { state: 'connecting', engines: [] },
    languages: latest?.languages ?? [],
    outputs: latest?.outputs ?? [],
    restarts,
    ...(error === undefined ? {} : { error }),
    ...(latest === undefined ? {} : { ingest: ingestOf(latest) }),
    ...(latest?.release === undefined ? {} : { release: latest.release }),
  });
}

function ingestOf({ ingest }: WorkerStatus): NonNullable<StreamStatus['ingest']> {
  const { videoCodec, audioCodec, headPtsNs, reconnects } = ingest;
  return {
    reconnects,
    ...(videoCodec === undefined ? {} : { videoCodec }),
    ...(audioCodec === undefined ? {} : { audioCodec }),
    ...(headPtsNs === undefined ? {} : { headPtsNs }),
  };
}
