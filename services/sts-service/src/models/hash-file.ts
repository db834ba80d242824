import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

const chunkBytes = 1 << 20;

/** The sha256 of a file, in hexadecimal digits. @throws as `fs` does, or the reason of the signal. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  return digest(path, createHash('sha256'), signal);
}

/** The name that git gives to a file's contents: the SHA-1 of `blob LENGTH`, a zero byte and the contents. */
export async function gitSha1OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const { size } = await stat(path);
  return digest(path, createHash('sha1').update(`blob ${size}\0`), signal);
}

async function digest(
  path: string,
  hash: ReturnType<typeof createHash>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const stream = createReadStream(path, { highWaterMark: chunkBytes, ...(signal !== undefined && { signal }) });
  for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
