import { DubbingError } from '@dubbing/common';
import { errorCodes } from '../../errors.js';
import { eventually } from '../../eventually.js';
import { readFlv } from '../../flv/read.js';
import { TAG_AUDIO, isSequenceHeader } from '../../flv/tag.js';
import { LivePublisher } from '../../programme/publisher.js';
import type { MediaApi } from '../../stack/api.js';

/** Both services, wherever they run. */
export interface Services {
  api: MediaApi;
  publishUrl(id: string): string;
  flvUrl(id: string, language: string): string;
}

export interface FirstDub {
  /** From the beginning of the publish to the first sound that a player got, in milliseconds. */
  firstSoundMs: number;
  /** … and to the first dubbed sound. */
  firstDubMs: number;
  /** What the programme delay is, which is part of both. */
  delayMs: number;
}

interface Line {
  type: string;
  language?: string;
  url?: string;
  zeroPtsNs?: string;
  languages?: { language: string; outcome: string; placedStartPtsNs?: string }[];
}

const STREAM = 'first';
const DEADLINE_MS = 120_000;

/**
 * Publishes the programme and listens to what is published of it in one language. Where the first dub lies is what the as-run record
 * says: its place on the programme timeline, against that of the output's own zero.
 */
export async function firstDub(
  services: Services,
  programme: { file: string; durationMs: number },
  language: string,
): Promise<FirstDub & { publisher: LivePublisher }> {
  const startedMs = performance.now();
  const { signal } = new AbortController();
  const publisher = await LivePublisher.start({ ...programme, url: services.publishUrl(STREAM), signal });
  const heard = new Listener(services.flvUrl(STREAM, language));
  try {
    await heard.begun;
    const placedMs = await eventually(() => placeOfFirstDub(services.api, language), {
      what: 'a dub to be placed',
      deadlineMs: DEADLINE_MS,
    });
    const atMs = await eventually(() => heard.arrivalOf(placedMs), {
      what: 'the first dub to be heard',
      deadlineMs: DEADLINE_MS,
    });
    const { delayMs } = await services.api.stream(STREAM);
    return {
      publisher,
      firstSoundMs: (heard.arrivalOf(0) ?? 0) - startedMs,
      firstDubMs: atMs - startedMs,
      delayMs,
    };
  } catch (error) {
    await publisher.close();
    throw error;
  } finally {
    heard.stop();
  }
}

/** Where the first dub is placed, as a time of the output in milliseconds; undefined while there is none. */
async function placeOfFirstDub(api: MediaApi, language: string): Promise<number | undefined> {
  const { entries } = JSON.parse(await api.text(`/v1/streams/${STREAM}/as-run?limit=2000`)) as { entries: Line[] };
  const zero = entries.find(
    (line) => line.type === 'output' && line.language === language && line.url?.startsWith('rtmp:') === true,
  )?.zeroPtsNs;
  const placed = entries
    .flatMap(({ languages = [] }) => languages)
    .find((outcome) => outcome.language === language && outcome.outcome === 'spoken')?.placedStartPtsNs;
  if (zero === undefined || placed === undefined) return undefined;
  return Number((BigInt(placed) - BigInt(zero)) / 1_000_000n);
}

/** A player that keeps what it gets, and when it got it. */
class Listener {
  /** Resolves with the first bytes. */
  readonly begun: Promise<void>;
  readonly #stop = new AbortController();
  readonly #chunks: Buffer[] = [];
  readonly #arrivals: { endByte: number; atMs: number }[] = [];

  constructor(url: string) {
    const { signal } = this.#stop;
    const asked = eventually(
      async () => {
        const response = await fetch(url, { signal });
        if (response.ok && response.body !== null) return response.body;
        await response.body?.cancel();
        return undefined;
      },
      { what: `${url} to be published`, deadlineMs: DEADLINE_MS, intervalMs: 50 },
    );
    this.begun = asked.then((body) => {
      this.#listen(body).catch((error: unknown) => {
        if (!signal.aborted) process.stderr.write(`the player lost the stream: ${String(error)}\n`);
      });
    });
  }

  async #listen(body: ReadableStream<Uint8Array>): Promise<void> {
    let endByte = 0;
    for await (const chunk of body) {
      endByte += chunk.length;
      this.#chunks.push(Buffer.from(chunk));
      this.#arrivals.push({ endByte, atMs: performance.now() });
    }
    throw new DubbingError(errorCodes.RTMP_REFUSED, 'the media server ended the stream');
  }

  /** When the sound of a time of the output had arrived; undefined while it has not. */
  arrivalOf(timeMs: number): number | undefined {
    const file = Buffer.concat(this.#chunks);
    if (file.length === 0) return undefined;
    const sound = readFlv(file).find(
      (tag) => tag.type === TAG_AUDIO && !isSequenceHeader(tag) && tag.timestampMs >= timeMs,
    );
    if (sound === undefined) return undefined;
    const endByte = sound.body.byteOffset - file.byteOffset + sound.body.length;
    return this.#arrivals.find((arrival) => arrival.endByte >= endByte)?.atMs;
  }

  stop(): void {
    this.#stop.abort();
  }
}
