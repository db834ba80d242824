/** A rule of the protocol document that a server broke. */
export class Violation extends Error {
  /** @param section of docs/sts-protocol/v1.md, such as `8.2` */
  constructor(
    readonly section: string,
    message: string,
  ) {
    super(message);
  }
}

/** A case that says nothing about this server, and why. */
export class Skipped extends Error {}

/** @throws Violation unless `holds` */
export function require(holds: boolean, section: string, message: string): asserts holds {
  if (!holds) throw new Violation(section, message);
}

/** @throws Violation unless both are the same number, text or the like */
export function requireSame(actual: unknown, expected: unknown, section: string, what: string): void {
  require(Object.is(actual, expected), section, `${what} must be ${brief(expected)}, not ${brief(actual)}`);
}

/** A value in few characters. */
export function brief(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  const text = JSON.stringify(value, (_key, item: unknown) => (isBytes(item) ? `${item.data.length} bytes` : item));
  return text === undefined ? String(value) : text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function isBytes(item: unknown): item is { data: unknown[] } {
  return typeof item === 'object' && item !== null && 'data' in item && Array.isArray(item.data) && 'type' in item;
}
