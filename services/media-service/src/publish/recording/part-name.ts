import { extname } from 'node:path';

/** `talk.ts` is followed by `talk.2.ts`, `talk.3.ts`, … */
export function partName(path: string, part: number): string {
  if (part <= 1) return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.${part}${extension}`;
}
