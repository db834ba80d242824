import { stsError } from '../../errors.js';
import type { CatalogueFile } from '../catalogue/model-entry.js';
import type { FileCheck, LockedFile } from '../model-lock.js';
import { gitSha1OfFile } from '../hash-file.js';
import type { PullLimits } from './limits.js';
import { PartialFile } from './partial-file.js';
import { withRetries } from './retry.js';
import type { ModelSource, StatedFile, WantedModel } from './source.js';
import { StallWatch } from './stall-watch.js';
import { PieceRefused, Transient } from './transient.js';

export interface Download {
  readonly source: ModelSource;
  readonly model: WantedModel;
  readonly commit?: string | undefined;
  readonly file: CatalogueFile;
  /** The catalogue's pins and what the source tells, the pins first. */
  readonly stated: StatedFile;
  readonly check: FileCheck;
  /** Where the file is put when it is complete. */
  readonly target: string;
  readonly limits: PullLimits;
  /** Called with the number of bytes that are there, often; it goes back to 0 when a file begins anew. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Fetches a file, goes on where an earlier attempt ended, and holds it to what is known of it. Bytes that are wrong
 * are fetched anew once, since a piece may have been damaged on the way or come from two files.
 * @throws DubbingError MODEL_FILE_WRONG with what was expected and what came; MODEL_HUB_…, MODEL_DISK_FULL,
 *   MODEL_WRITE_FAILED, or the reason of the signal. What has come is kept for a later run unless it is wrong.
 */
export async function downloadFile(download: Download): Promise<LockedFile> {
  const { source, model, commit, file, stated, limits, signal } = download;
  const note = { repository: model.repository, from: file.from, ...(commit !== undefined && { commit }), ...stated };
  const partial = await PartialFile.open(download.target, note);
  // The farthest that it came: a source that always begins anew and breaks off brings nothing.
  let farthest = partial.bytes;
  const attempt = (): Promise<void> =>
    fetchRest(download, partial, () => {
      farthest = Math.max(farthest, partial.bytes);
      download.onBytes(partial.bytes);
    });
  const what = `${source.place}/${model.repository} ${file.from}`;
  const fetchAll = (): Promise<void> => withRetries(attempt, { limits, signal, what, progress: () => farthest });
  let isWrong = false;
  try {
    download.onBytes(partial.bytes);
    await fetchAll();
    if ((await whatIsWrong(download, partial)) !== undefined) {
      await partial.restart();
      farthest = 0;
      download.onBytes(0);
      await fetchAll();
      const wrong = await whatIsWrong(download, partial);
      if (wrong !== undefined) {
        isWrong = true;
        throw wrong;
      }
    }
    const { bytes } = partial;
    const sha256 = partial.sha256();
    await partial.complete();
    return { path: file.path, from: file.from, bytes, sha256, check: download.check };
  } finally {
    // Both do nothing once the file is complete.
    await (isWrong ? partial.discard() : partial.keep());
  }
}

/** Returns when all bytes are there, or more than there should be. */
async function fetchRest(download: Download, partial: PartialFile, onChunk: () => void): Promise<void> {
  const { source, model, commit, file, stated, limits, signal } = download;
  if (partial.bytes > 0 && partial.bytes === stated.bytes) return;
  if (partial.bytes > (stated.bytes ?? Infinity)) await partial.restart();
  const watch = new StallWatch(limits.stallMs, signal);
  try {
    const checked = stated.sha256 !== undefined || stated.gitSha1 !== undefined;
    const { bytes: offset, validator } = partial;
    const opened = await source.open(model, commit, file.from, { offset, validator, checked, signal: watch.signal });
    watch.touch();
    const end = stated.bytes ?? opened.totalBytes;
    try {
      if (opened.totalBytes !== undefined && opened.totalBytes !== end) {
        throw wrongFile(file.from, `${end} bytes`, `${opened.totalBytes} bytes`, 'the source announces');
      }
      if (opened.offset === 0) await partial.restart();
      await partial.describe(opened.validator);
      for await (const chunk of opened.bytes) {
        watch.touch();
        await partial.append(chunk);
        onChunk();
        if (partial.bytes > (end ?? Infinity)) return;
      }
    } finally {
      await opened.close();
    }
    if (partial.bytes < (end ?? 0)) throw new Transient(`${file.from} ended after ${partial.bytes} of ${end} bytes`);
  } catch (error) {
    if (error instanceof PieceRefused) await partial.restart();
    throw error;
  } finally {
    watch.stop();
  }
}

async function whatIsWrong({ file, stated }: Download, partial: PartialFile): Promise<Error | undefined> {
  if (stated.bytes !== undefined && partial.bytes !== stated.bytes) {
    return wrongFile(file.from, `${stated.bytes} bytes`, `${partial.bytes} bytes`, 'it has');
  }
  const sha256 = partial.sha256();
  if (stated.sha256 !== undefined && sha256 !== stated.sha256) {
    return wrongFile(file.from, `the sha256 ${stated.sha256}`, sha256, 'it has');
  }
  if (stated.gitSha1 === undefined) return undefined;
  const gitSha1 = await gitSha1OfFile(partial.path);
  return gitSha1 === stated.gitSha1
    ? undefined
    : wrongFile(file.from, `the git hash ${stated.gitSha1}`, gitSha1, 'it has');
}

function wrongFile(file: string, expected: string, actual: string, verb: string): Error {
  return stsError('MODEL_FILE_WRONG', `${file} should have ${expected}, but ${verb} ${actual}`, { source: file });
}
