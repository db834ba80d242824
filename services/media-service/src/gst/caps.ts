/** The first structure of some caps: `video/x-h264, width=(int)640` → media `video/x-h264`, field width `640`. */
export interface Caps {
  readonly media: string;
  readonly fields: ReadonlyMap<string, string>;
}

export function parseCaps(text: string): Caps {
  const media = (/^[^,; ]+/.exec(text)?.[0] ?? '').trim();
  const fields = new Map<string, string>();
  const pattern = /([A-Za-z][\w-]*)=(?:\([^)]*\))?(?:"((?:[^"\\]|\\.)*)"|([^,;]*))/g;
  for (const [, key, quoted, plain] of text.matchAll(pattern)) {
    if (key !== undefined) fields.set(key, (quoted ?? plain ?? '').trim());
  }
  return { media, fields };
}
