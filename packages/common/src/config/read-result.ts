/** A value as the schema wants it, or what is wrong with it. */
export type ReadResult = { readonly value: unknown } | { readonly fault: string };
