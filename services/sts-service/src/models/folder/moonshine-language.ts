/**
 * The language in a name such as `moonshine-tiny-ko` or `onnx-community/moonshine-tiny-ko-ONNX`. No file of a Moonshine
 * model tells its language, and the names of those that hear English have none: undefined.
 */
export function moonshineLanguage(name: string): string | undefined {
  return /moonshine-[a-z]+-([a-z]{2})(?=-|$)/i.exec(name)?.[1]?.toLowerCase();
}
