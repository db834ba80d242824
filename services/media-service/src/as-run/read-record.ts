import { open, stat } from 'node:fs/promises';
import { recordFiles } from './record-files.js';

/** So much is read of the files for one answer. */
const MOST_BYTES = 4 * 1024 * 1024;
const LINE_END = 0x0a;
const CURSOR = /^(\d+)-(\d+)$/;

/** A line of the record as JSON holds it: times are decimal strings. docs/as-run.md tells of every field. */
export type RecordEntry = Readonly<Record<string, unknown>> & { readonly recordedAt: string };

export interface RecordPage {
  /** Oldest first. */
  readonly entries: RecordEntry[];
  /** Where the next page begins: what is written after this one. */
  readonly next: string;
}

export interface RecordQuery {
  /** `next` of an earlier page. Absent: the last entries. One that is out of date begins with the oldest file. */
  readonly after?: string;
  readonly limit: number;
  /** Entries of earlier runs are left out: ISO 8601, UTC. */
  readonly since: string;
}

/** Reads the record while it is being written. A line that is not whole, or no JSON, is passed over. */
export async function readRecord(file: string, query: RecordQuery): Promise<RecordPage> {
  const files = await Promise.all((await recordFiles(file)).map(describe));
  const present = files.filter((found) => found !== undefined);
  return query.after === undefined ? readLast(present, query) : readOn(present, query.after, query);
}

/** A file by its number on the disk, which stays its own when it is set aside under another name. */
interface Found {
  readonly path: string;
  readonly inode: string;
  readonly size: number;
}

async function describe(path: string): Promise<Found | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && { path, inode: String(found.ino), size: Number(found.size) };
}

async function readLast(files: readonly Found[], { limit, since }: RecordQuery): Promise<RecordPage> {
  const entries: RecordEntry[] = [];
  let next = '0-0';
  let left = MOST_BYTES;
  for (const file of files.toReversed()) {
    const start = Math.max(0, file.size - left);
    const { lines, endOffset } = await readLines(file.path, start, file.size - start);
    if (next === '0-0') next = `${file.inode}-${endOffset}`;
    // Begun in the middle of a file, the first line is the rest of one.
    const parsed = lines.slice(start > 0 ? 1 : 0).flatMap((line) => parseLine(line, since));
    entries.unshift(...parsed);
    left -= file.size - start;
    if (entries.length >= limit || left <= 0 || (lines.length > 0 && parsed.length === 0)) break;
  }
  return { entries: entries.slice(-limit), next };
}

async function readOn(files: readonly Found[], after: string, { limit, since }: RecordQuery): Promise<RecordPage> {
  const [, inode = '', offsetText = '0'] = CURSOR.exec(after) ?? [];
  const known = files.findIndex((file) => file.inode === inode);
  const entries: RecordEntry[] = [];
  let next = after;
  let offset = known < 0 ? 0 : Number(offsetText);
  for (const file of files.slice(Math.max(0, known))) {
    const { lines, endOffset } = await readLines(file.path, offset, Math.min(MOST_BYTES, file.size - offset));
    let at = offset;
    for (const line of lines) {
      if (entries.length >= limit) return { entries, next: `${file.inode}-${at}` };
      at += Buffer.byteLength(line) + 1;
      entries.push(...parseLine(line, since));
    }
    next = `${file.inode}-${endOffset}`;
    // The rest of a large file is for the next page.
    if (endOffset < file.size && lines.length > 0) break;
    offset = 0;
  }
  return { entries, next };
}

/** The whole lines of a part of a file. @returns them, and the end of the last one */
async function readLines(path: string, start: number, length: number): Promise<{ lines: string[]; endOffset: number }> {
  const nothing = { lines: [], endOffset: start };
  if (length <= 0) return nothing;
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return nothing;
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, start);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_END);
    if (end < 0) return nothing;
    return { lines: buffer.toString('utf8', 0, end).split('\n'), endOffset: start + end + 1 };
  } finally {
    await handle.close();
  }
}

function parseLine(line: string, since: string): RecordEntry[] {
  try {
    const entry = JSON.parse(line) as unknown;
    const isEntry = typeof entry === 'object' && entry !== null && 'recordedAt' in entry;
    if (!isEntry || typeof entry.recordedAt !== 'string' || entry.recordedAt < since) return [];
    return [entry as RecordEntry];
  } catch {
    return [];
  }
}
