import { isDeepStrictEqual } from 'node:util';

/** What the prototypes have that a hostile key could reach. */
export function prototypesOf(
  classes: readonly { readonly prototype: object; readonly name: string }[],
): () => string[] {
  const watched = [Object, Array, Function, String, Number, Buffer, Uint8Array, ...classes];
  const before = watched.map(({ prototype }) => Object.getOwnPropertyDescriptors(prototype));
  return () =>
    watched
      .filter(({ prototype }, index) => !isDeepStrictEqual(Object.getOwnPropertyDescriptors(prototype), before[index]))
      .map(({ name }) => name);
}
