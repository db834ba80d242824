import { createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readFlv } from '../flv/read.js';
import { TAG_AUDIO, TAG_SCRIPT, TAG_VIDEO, compositionOffsetMs, isSequenceHeader, type FlvTag } from '../flv/tag.js';
import { writeFlv } from '../flv/write.js';
import { runTool } from '../process/run-tool.js';

const HALF_AAC_FRAME_MS = 11;

/** Pulls a published stream over HTTP-FLV and keeps its bytes as they come. */
export class Recording {
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  /** Why the stream ended before it was asked to, if it did. */
  interruption: string | undefined;

  constructor(
    url: string,
    readonly flvFile: string,
  ) {
    this.#done = this.#pull(url);
  }

  async #pull(url: string): Promise<void> {
    try {
      const response = await fetch(url, { signal: this.#stop.signal });
      if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
      await pipeline(Readable.fromWeb(response.body), createWriteStream(this.flvFile));
      this.interruption = 'the server ended the stream';
    } catch (error) {
      if (!this.#stop.signal.aborted) this.interruption = error instanceof Error ? error.message : String(error);
    }
  }

  /** Stops, and puts the recorded packets into an MPEG-TS file, each with its own bytes and times. */
  async finish(tsFile: string): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await writeFile(this.flvFile, writeFlv(startTogether(readFlv(await readFile(this.flvFile)))));
    await runTool('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-i',
      this.flvFile,
      '-map',
      '0:v?',
      '-map',
      '0:a?',
      '-c',
      'copy',
      '-f',
      'mpegts',
      tsFile,
    ]);
    await rm(this.flvFile);
  }
}

/**
 * A recording begins with the first picture: sound from before it is left out. Players and measuring programs that take
 * each track's own beginning for zero would otherwise see the tracks apart.
 */
function startTogether(tags: readonly FlvTag[]): FlvTag[] {
  const first = tags.find((tag) => tag.type === TAG_VIDEO && !isSequenceHeader(tag));
  if (first === undefined) return [...tags];
  const shownMs = first.timestampMs + compositionOffsetMs(first);
  return tags.filter(
    (tag) =>
      tag.type !== TAG_SCRIPT &&
      (tag.type !== TAG_AUDIO || isSequenceHeader(tag) || tag.timestampMs >= shownMs - HALF_AAC_FRAME_MS),
  );
}
