import { DubbingError } from '@dubbing/common';
import { StreamStatus, parse, type CreateStream } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';

/** What became of one fragment in one language, with the fragment's own times. */
export interface AsRunEntry {
  language: string;
  outcome: 'spoken' | 'empty' | 'late' | 'failed' | 'skipped' | 'fallback';
  startPtsNs: string;
  endPtsNs: string;
  placedStartPtsNs?: string;
  lagMs?: number;
  speedFactor?: number;
  text?: string;
  reason?: string;
}

/** A line of the as-run record; only a fragment's has languages. docs/as-run.md tells of the fields. */
interface AsRunLine {
  startPtsNs: string;
  endPtsNs: string;
  languages?: Omit<AsRunEntry, 'startPtsNs' | 'endPtsNs'>[];
}

export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** The HTTP API of media-service as its clients use it. */
export class MediaApi {
  constructor(readonly baseUrl: string) {}

  /** @throws DubbingError API_REFUSED when there is no such stream */
  async stream(id: string): Promise<StreamStatus> {
    return parse(StreamStatus, await this.#get(`/v1/streams/${id}`));
  }

  /** Every fragment so far in every language. */
  async asRun(id: string): Promise<AsRunEntry[]> {
    const body = (await this.#get(`/v1/streams/${id}/as-run?limit=2000`)) as { entries: AsRunLine[] };
    return body.entries.flatMap(({ startPtsNs, endPtsNs, languages = [] }) =>
      languages.map((language) => ({ startPtsNs, endPtsNs, ...language })),
    );
  }

  async create(stream: Partial<CreateStream> | Record<string, unknown>): Promise<ApiAnswer> {
    const response = await fetch(`${this.baseUrl}/v1/streams`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(stream),
    });
    return { status: response.status, body: await response.json() };
  }

  async remove(id: string): Promise<number> {
    return (await fetch(`${this.baseUrl}/v1/streams/${id}`, { method: 'DELETE' })).status;
  }

  async text(path: string): Promise<string> {
    const response = await fetch(new URL(path, this.baseUrl));
    if (!response.ok)
      throw new DubbingError(errorCodes.API_REFUSED, `${path}: HTTP ${response.status}`, { source: path });
    return response.text();
  }

  async #get(path: string): Promise<unknown> {
    return JSON.parse(await this.text(path)) as unknown;
  }
}
