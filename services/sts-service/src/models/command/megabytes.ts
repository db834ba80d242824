/** `1.2 MB`, `345 MB`; millions of bytes, as hubs and disks count them. */
export function inMegabytes(bytes: number): string {
  const megabytes = bytes / 1e6;
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}
