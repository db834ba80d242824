import { DubbingError } from '@dubbing/common';
import { StreamStatus, parse, type CreateStream } from '@dubbing/contracts';
import { errorCodes } from '../errors.js';

/** What became of one fragment in one language, as media-service tells it. */
export interface AsRunEntry {
  language: string;
  fragmentId: string;
  outcome: 'spoken' | 'empty' | 'late' | 'failed' | 'skipped' | 'fallback';
  startPtsNs: string;
  endPtsNs: string;
  placedStartPtsNs?: string;
  lagMs?: number;
  speedFactor?: number;
  text?: string;
  reason?: string;
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

  async asRun(id: string): Promise<AsRunEntry[]> {
    const body = await this.#get(`/v1/streams/${id}/as-run`);
    return (Array.isArray(body) ? body : (body as { entries: AsRunEntry[] }).entries) as AsRunEntry[];
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
