/** A place in a message: the keys and list positions that lead to it. */
export type Path = string[];

type Container = Record<string, unknown>;

/** Every place in the message, parents before their children. Bytes count as one value. */
export function pathsOf(message: unknown, parent: Path = []): Path[] {
  if (typeof message !== 'object' || message === null || Buffer.isBuffer(message)) return [];
  return Object.entries(message).flatMap(([key, value]) => {
    const path = parent.concat(key);
    return [path].concat(pathsOf(value, path));
  });
}

export function valueAt(message: unknown, path: Path): unknown {
  return path.reduce((at, key) => (at as Container)[key], message);
}

/** Sets the value in place and returns the message. */
export function withValue<T>(message: T, path: Path, value: unknown): T {
  (valueAt(message, path.slice(0, -1)) as Container)[path.at(-1) ?? ''] = value;
  return message;
}

/** Removes the field in place and returns the message. */
export function without<T>(message: T, path: Path): T {
  delete (valueAt(message, path.slice(0, -1)) as Container)[path.at(-1) ?? ''];
  return message;
}
