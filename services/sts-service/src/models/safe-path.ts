import { lockFileName, partialNoteSuffix, partialSuffix } from './own-names.js';

const plainSegment = /^[\w@+~-][\w@+~. -]{0,199}$/;

/**
 * A relative path with forward slashes that stays in its folder. Paths come from catalogues and lock files, which
 * users get from others, so they are not trusted; and none may be one of the store's own files.
 */
export function isSafePath(path: string): boolean {
  if (path.endsWith(partialSuffix) || path.endsWith(partialNoteSuffix) || path === lockFileName) return false;
  return path.split('/').every((segment) => plainSegment.test(segment));
}
