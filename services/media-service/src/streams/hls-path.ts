/** Where a stream's master playlist is found on this service. */
export function hlsPath(id: string): string {
  return `/hls/${id}/master.m3u8`;
}
