/** A message that counts how often it is touched. */
export interface Counted {
  readonly value: unknown;
  /** Questions for a field, an item or a length, in all its objects and lists. */
  touches(): number;
  /** How often its fields were listed, which takes as long as there are fields. */
  listings(): number;
}

export function counted(message: unknown): Counted {
  let touches = 0;
  let listings = 0;
  const watch = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    return new Proxy(value, {
      get: (target, key, receiver) => {
        touches += 1;
        return watch(Reflect.get(target, key, receiver));
      },
      has: (target, key) => {
        touches += 1;
        return Reflect.has(target, key);
      },
      getOwnPropertyDescriptor: (target, key) => {
        touches += 1;
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
      ownKeys: (target) => {
        listings += 1;
        return Reflect.ownKeys(target);
      },
    });
  };
  return { value: watch(message), touches: () => touches, listings: () => listings };
}
