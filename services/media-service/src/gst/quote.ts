/** A value as it may stand in a launch line, whatever it holds: URLs and file names come from users. */
export function quoteLaunchValue(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
