import type { OpenedFile } from '../source.js';
import { PieceRefused, Transient } from '../transient.js';
import type { HubAnswer } from './hub-client.js';
import { errorOfStatus, shownUrl } from './hub-errors.js';

/**
 * The bytes of an answer. A server that knows no ranges, or has another file by now, sends all of it.
 * @param asked the first byte that was asked for
 * @throws Transient, DubbingError MODEL_HUB_…
 */
export async function openedFile(answer: HubAnswer, asked: number): Promise<OpenedFile> {
  const { response, url, own } = answer;
  const close = async (): Promise<void> => {
    await response.body?.cancel().catch(() => {});
  };
  if (response.status === 416) {
    await close();
    throw new PieceRefused(`${shownUrl(url)} has no byte ${asked}: what was kept is of another file`);
  }
  if (response.status !== 200 && response.status !== 206) {
    await close();
    throw errorOfStatus(response, url, own);
  }
  const range = response.status === 206 ? readRange(response) : undefined;
  if (response.status === 206 && range?.start !== asked) {
    await close();
    throw new PieceRefused(`${shownUrl(url)} answers with another part of the file than was asked for`);
  }
  const length = response.headers.get('content-length');
  const total = range === undefined ? (length === null ? undefined : Number(length)) : range.total;
  const tag = response.headers.get('etag');
  return {
    offset: range?.start ?? 0,
    ...(total !== undefined && { totalBytes: total }),
    ...(tag !== null && !tag.startsWith('W/') && { validator: tag }),
    bytes: bodyOf(response, url),
    close,
  };
}

function readRange(response: Response): { readonly start: number; readonly total?: number } | undefined {
  const parts = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (parts === null) return undefined;
  return { start: Number(parts[1]), ...(parts[2] !== '*' && { total: Number(parts[2]) }) };
}

async function* bodyOf(response: Response, url: URL): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  try {
    for await (const chunk of response.body) yield chunk as Uint8Array;
  } catch (cause) {
    throw cause instanceof Transient ? cause : new Transient(`${shownUrl(url)} broke off`, { cause });
  }
}
