import { silentLogger } from '@dubbing/common';

import { AacEncoder } from '../../../src/encode/aac-encoder.js';
import { openIngest } from '../../../src/ingest/ingest.js';
import type { AudioUnit, VideoConfig, VideoUnit } from '../../../src/media/units.js';
import type { Output } from '../../../src/publish/output.js';

/** A file as it leaves the mixer: what outputs are given, in the order in which they are given it. */
export interface Programme {
  readonly config: VideoConfig;
  readonly video: readonly VideoUnit[];
  readonly audio: readonly AudioUnit[];
  readonly durationNs: bigint;
}

export async function programmeOf(file: string): Promise<Programme> {
  const video: VideoUnit[] = [];
  const audio: AudioUnit[] = [];
  let config: VideoConfig | undefined;
  let failure: Error | undefined;
  const encoder = new AacEncoder({
    onUnit: (unit) => audio.push(unit),
    onError: (error) => {
      failure = error;
    },
  });
  const ingest = openIngest({
    input: file,
    pace: 'fast',
    graceMs: 1000,
    connectTimeoutMs: 10_000,
    signal: new AbortController().signal,
    logger: silentLogger,
    handlers: {
      onVideoConfig: (given) => {
        config ??= given;
      },
      onVideo: (unit) => video.push(unit),
      onAudio: (block) => encoder.push(block),
      onState: () => undefined,
      onEnd: () => undefined,
    },
  });
  failure ??= await ingest.closed;
  await encoder.close();
  const last = video.at(-1);
  if (failure !== undefined) throw failure;
  if (config === undefined || last === undefined) throw new Error(`${file} has no picture`);
  return { config, video, audio, durationNs: last.dtsNs + last.durationNs - (video[0]?.dtsNs ?? 0n) };
}

const STEP_MS = 20;

/**
 * Plays a programme to some outputs as a worker does, again and again until `over` says so.
 * @param speed times faster than real time
 * @returns how many pictures were given to each
 */
export async function play(
  { video, audio, durationNs }: Programme,
  outputs: readonly Output[],
  options: { speed?: number; over?: (pictures: number) => boolean } = {},
): Promise<number> {
  const { speed = 1, over } = options;
  const units = [
    ...video.map((unit) => ({ atNs: unit.dtsNs, video: unit, audio: undefined })),
    // Sound leaves its encoder a little later than the picture that it belongs to.
    ...audio.map((unit) => ({ atNs: unit.ptsNs + 60_000_000n, video: undefined, audio: unit })),
  ].sort((a, b) => Number(a.atNs - b.atNs));
  const firstNs = units[0]?.atNs ?? 0n;
  const startedMs = performance.now();
  let pictures = 0;
  for (let round = 0n; ; round += 1n) {
    const shiftNs = round * durationNs;
    for (const { atNs, video: picture, audio: sound } of units) {
      const dueMs = startedMs + Number(atNs + shiftNs - firstNs) / 1e6 / speed;
      while (performance.now() < dueMs) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
      if (over?.(pictures) === true) return pictures;
      if (picture !== undefined) {
        pictures += 1;
        const { ptsNs, dtsNs } = picture;
        for (const output of outputs) output.pushVideo({ ...picture, ptsNs: ptsNs + shiftNs, dtsNs: dtsNs + shiftNs });
      }
      if (sound === undefined) continue;
      for (const output of outputs) output.pushAudio({ ...sound, ptsNs: sound.ptsNs + shiftNs });
    }
    if (over === undefined) return pictures;
  }
}
