import { join } from 'node:path';
import { statSync } from 'node:fs';
import { stsError } from '../../errors.js';
import type { CatalogueFile, ModelEntry } from '../catalogue/model-entry.js';
import { readModelLock, type LockedFile, type ModelLock } from '../model-lock.js';
import { downloadFile } from './download-file.js';
import { eachFile } from './each-file.js';
import { checkFreeSpace } from './free-space.js';
import type { PullLimits } from './limits.js';
import type { ModelSource, StatedModel } from './source.js';
import { heldTo } from './stated.js';
import { inTurn } from './turn.js';
import { Workshop } from './workshop.js';

export interface PullOptions {
  readonly entry: ModelEntry;
  readonly dir: string;
  readonly source: ModelSource;
  /** Needed for a licence that forbids commercial use. */
  readonly acceptLicence: boolean;
  readonly limits: PullLimits;
  readonly onProgress: (progress: PullProgress) => void;
  readonly signal: AbortSignal;
}

export interface PullProgress {
  readonly file: string;
  /** Of that file, so far. */
  readonly fileBytes: number;
  /** Of the model, so far. */
  readonly bytes: number;
  /** Of the model; undefined while the length of a file is not known. */
  readonly totalBytes: number | undefined;
}

export interface Pulled {
  /** `present`: it was there already, as the source has it. */
  readonly state: 'pulled' | 'present';
  readonly folder: string;
  readonly lock: ModelLock;
}

/**
 * Fetches a model and puts it in its place in one step: it is there as it should be, or not at all.
 * @throws DubbingError MODEL_LICENCE_REQUIRED, MODEL_BUSY, MODEL_HUB_…, MODEL_FILE_WRONG, MODEL_DISK_FULL,
 *   MODEL_WRITE_FAILED, or the reason of the signal. What has come is kept, and the next pull goes on from there.
 */
export async function pullModel(options: PullOptions): Promise<Pulled> {
  const { entry, dir } = options;
  if (entry.licence.nonCommercial && !options.acceptLicence) {
    const message = `${entry.name} is under ${entry.licence.name}, which forbids commercial use`;
    throw stsError('MODEL_LICENCE_REQUIRED', message, { source: entry.name });
  }
  const workshop = new Workshop(dir, entry.name);
  return inTurn(workshop.turnFile, async () => {
    await workshop.open();
    return pullInTurn(options, workshop);
  });
}

async function pullInTurn(options: PullOptions, workshop: Workshop): Promise<Pulled> {
  const { entry, dir, source, limits, signal } = options;
  const folder = join(dir, entry.name);
  const told = await source.state(entry, signal);
  const wanted = entry.files.map((file) => ({ file, ...heldTo(file, told.files.get(file.from) ?? {}) }));
  const before = lockOf(folder);
  if (before !== undefined && isPresent(folder, before, told, wanted))
    return { state: 'present', folder, lock: before };

  const here = await Promise.all(wanted.map(({ file }) => workshop.bytesOf(file.path)));
  const missing = wanted.map(({ stated }, index) => Math.max(0, (stated.bytes ?? 0) - (here[index] ?? 0)));
  await checkFreeSpace(
    workshop.folder,
    missing.reduce((sum, bytes) => sum + bytes, 0),
  );

  const report = reporter(options, wanted);
  const files = await eachFile(wanted, limits.connections, signal, async ({ file, stated, check }, either) => {
    const reused = await workshop.reuse(file.path, stated, either);
    if (reused !== undefined) {
      report(file, reused.bytes);
      return { path: file.path, from: file.from, ...reused, check };
    }
    const target = workshop.pathOf(file.path);
    const { commit } = told;
    const onBytes = (bytes: number): void => report(file, bytes);
    return downloadFile({ source, model: entry, commit, file, stated, check, target, limits, onBytes, signal: either });
  });
  const lock = makeLock(entry, source, told, files);
  await workshop.install(lock);
  return { state: 'pulled', folder, lock };
}

/** The model is what its lock tells, and the lock tells what the source has. */
function isPresent(
  folder: string,
  lock: ModelLock,
  told: StatedModel,
  wanted: readonly { readonly file: CatalogueFile; readonly stated: { readonly sha256?: string } }[],
): boolean {
  const files = new Map(lock.files.map((file) => [file.path, file]));
  if (files.size !== wanted.length || lock.commit !== told.commit) return false;
  return wanted.every(({ file, stated }) => {
    const locked = files.get(file.path);
    const size = statSync(join(folder, file.path), { throwIfNoEntry: false })?.size;
    const isSame = told.commit !== undefined || stated.sha256 !== undefined;
    return (
      locked !== undefined &&
      locked.from === file.from &&
      locked.bytes === size &&
      isSame &&
      (stated.sha256 === undefined || stated.sha256 === locked.sha256)
    );
  });
}

/** A lock that cannot be read is no reason not to make a new one. */
function lockOf(folder: string): ModelLock | undefined {
  try {
    return readModelLock(folder);
  } catch {
    return undefined;
  }
}

function reporter(
  { onProgress }: PullOptions,
  wanted: readonly { readonly stated: { readonly bytes?: number } }[],
): (file: CatalogueFile, bytes: number) => void {
  const sizes = wanted.map(({ stated }) => stated.bytes);
  const known = sizes.filter((size) => size !== undefined);
  const totalBytes = known.length === sizes.length ? known.reduce((sum, size) => sum + size, 0) : undefined;
  const arrived = new Map<string, number>();
  return (file, bytes) => {
    arrived.set(file.path, bytes);
    let sum = 0;
    for (const count of arrived.values()) sum += count;
    onProgress({ file: file.path, fileBytes: bytes, bytes: sum, totalBytes });
  };
}

function makeLock(entry: ModelEntry, source: ModelSource, told: StatedModel, files: readonly LockedFile[]): ModelLock {
  return {
    version: 1,
    name: entry.name,
    engine: entry.engine,
    repository: entry.repository,
    revision: entry.revision,
    ...(told.commit !== undefined && { commit: told.commit }),
    source: source.place,
    licence: entry.licence,
    pulledAt: new Date().toISOString(),
    files,
  };
}
