import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { stsError } from '../../errors.js';
import { onDisk } from './disk-errors.js';

/** The file's time is renewed this often, and one that is this much older belongs to nobody any more. */
const renewMs = 5000;
const forsakenMs = 60_000;

interface Holder {
  readonly id: string;
  readonly pid: number;
  /** When the process started, in the kernel's ticks: a number is given to another process some day. */
  readonly startedAt: string;
  readonly host: string;
}

/**
 * Runs the task while this process alone holds the file. A file that a killed process has left is taken over: on the
 * same machine as soon as the process is gone, else when nobody has renewed it for a minute.
 * @throws DubbingError MODEL_BUSY when another process holds it.
 */
export async function inTurn<T>(file: string, task: () => Promise<T>): Promise<T> {
  const me: Holder = { id: randomUUID(), pid: process.pid, startedAt: startOf(process.pid), host: hostname() };
  await onDisk(file, () => mkdir(dirname(file), { recursive: true }));
  while (!(await take(file, me))) await breakForsaken(file);
  const timer = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, renewMs);
  timer.unref();
  try {
    return await task();
  } finally {
    clearInterval(timer);
    // A machine that slept has lost its turn to another one.
    const holder = await readHolder(file).catch(() => undefined);
    if (holder?.id === me.id) await unlink(file).catch(() => {});
  }
}

/** The file comes into being with its contents, so nobody reads half of them. */
async function take(file: string, me: Holder): Promise<boolean> {
  const own = `${file}.${me.id}`;
  await onDisk(own, () => writeFile(own, JSON.stringify(me)));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    return await onDisk(file, () => Promise.reject(error as Error));
  } finally {
    await unlink(own);
  }
}

/**
 * Removes the file if its holder is gone. Of several processes that find that out one may do it: the one that manages
 * to link the file under the holder's name. Otherwise the second would remove the file of the first.
 */
async function breakForsaken(file: string): Promise<void> {
  const holder = await readHolder(file);
  if (holder === undefined) return;
  if (!(await isForsaken(file, holder))) throw busy(file, holder);
  const mark = `${file}.${holder.id}.gone`;
  try {
    await link(file, mark);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw busy(file, holder);
  }
  try {
    if ((await readHolder(mark))?.id === holder.id) await unlink(file);
  } finally {
    await unlink(mark);
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw stsError('MODEL_BUSY', `${file} cannot be read; remove it if nothing is being pulled`, {
      source: file,
      cause: error,
    });
  }
}

async function isForsaken(file: string, holder: Holder): Promise<boolean> {
  if (holder.host === hostname()) return !isAlive(holder);
  const info = await stat(file).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > forsakenMs;
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startOf(pid) === startedAt;
}

/** The 22nd field of /proc/PID/stat; the name in the second may have spaces. Empty on systems that have no such file. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function busy(file: string, { pid, host }: Holder): Error {
  return stsError('MODEL_BUSY', `process ${pid} of ${host} is pulling this model`, { source: file });
}
