import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';

/** The digits of a rotated file's number; more are used where they do not suffice. */
const NUMBER_DIGITS = 6;
const TAIL_BYTES = 64 * 1024;
const LINE_END = 0x0a;

/**
 * The files of one record, oldest first. A full `news.jsonl` becomes `news.000001.jsonl`, the next one
 * `news.000002.jsonl`; the record goes on in `news.jsonl`, which is the last of the list where it exists.
 */
export async function recordFiles(file: string): Promise<string[]> {
  const folder = dirname(file);
  const names = await readdir(folder).catch((): string[] => []);
  const rotated = names.filter((name) => numberOf(file, name) !== undefined);
  rotated.sort((a, b) => (numberOf(file, a) ?? 0) - (numberOf(file, b) ?? 0));
  const current = names.includes(basename(file)) ? [file] : [];
  return [...rotated.map((name) => join(folder, name)), ...current];
}

/** Sets the present file aside, so that the record goes on in a new one. A file that is not there is no fault. */
export async function rotateRecord(file: string): Promise<void> {
  const numbers = (await recordFiles(file)).map((path) => numberOf(file, basename(path)) ?? 0);
  const next = String(Math.max(0, ...numbers) + 1).padStart(NUMBER_DIGITS, '0');
  const { dir, name, ext } = parse(file);
  await rename(file, join(dir, `${name}.${next}${ext}`)).catch(ignoreMissing);
}

/** Removes the rotated files that were last written to before a time. */
export async function expireRotated(file: string, beforeMs: number): Promise<void> {
  const rotated = (await recordFiles(file)).filter((path) => path !== file);
  await Promise.all(rotated.map((path) => expire(path, beforeMs)));
}

/** Removes every record of a folder that was last written to before a time. @param inUse the current files of running streams */
export async function expireFolder(folder: string, beforeMs: number, inUse: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const records = names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));
  await Promise.all(records.filter((path) => !inUse.has(path)).map((path) => expire(path, beforeMs)));
}

/** Opens the record at its end, with a folder for it, and takes off what a crash left of a line. */
export async function openRecord(file: string): Promise<OpenRecord> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'a+');
  try {
    const { size, birthtimeMs, mtimeMs } = await handle.stat();
    const wholeBytes = await endOfLastLine(handle, size);
    if (wholeBytes < size) await handle.truncate(wholeBytes);
    return { handle, size: wholeBytes, bornMs: birthtimeMs > 0 ? birthtimeMs : mtimeMs };
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}

/** What the record needs of an open file. */
export interface RecordHandle {
  appendFile(text: string): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

export interface OpenRecord {
  readonly handle: RecordHandle;
  size: number;
  /** When the file was begun, in milliseconds since 1970. */
  readonly bornMs: number;
}

async function endOfLastLine(handle: Awaited<ReturnType<typeof open>>, size: number): Promise<number> {
  const chunk = Buffer.alloc(TAIL_BYTES);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - TAIL_BYTES);
    const { bytesRead } = await handle.read(chunk, 0, end - start, start);
    const at = chunk.subarray(0, bytesRead).lastIndexOf(LINE_END);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

function numberOf(file: string, name: string): number | undefined {
  const { name: stem, ext } = parse(file);
  if (!name.startsWith(`${stem}.`) || !name.endsWith(ext)) return undefined;
  const digits = name.slice(stem.length + 1, name.length - ext.length);
  return /^\d{6,}$/.test(digits) ? Number(digits) : undefined;
}

async function expire(path: string, beforeMs: number): Promise<void> {
  // Another process that shares the folder may have been faster.
  const mtimeMs = await stat(path).then(
    (found) => found.mtimeMs,
    () => Infinity,
  );
  if (mtimeMs < beforeMs) await unlink(path).catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
