/** `file:///programme.ts?live=1` names a file that is still being written. */
export function isGrowing(query: URLSearchParams): boolean {
  return ['1', 'true'].includes(query.get('live') ?? '');
}
