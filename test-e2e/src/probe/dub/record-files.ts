import { readdir } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';

/** The files of a record, oldest first: a full `news.jsonl` becomes `news.000001.jsonl`, and it goes on in `news.jsonl`. */
export async function recordFiles(file: string): Promise<string[]> {
  const { name, ext } = parse(file);
  const folder = dirname(file);
  const names = await readdir(folder).catch((): string[] => []);
  const numberOf = (one: string): number | undefined => {
    const number = one.slice(name.length + 1, -ext.length || undefined);
    return one.startsWith(`${name}.`) && one.endsWith(ext) && /^\d{6,}$/.test(number) ? Number(number) : undefined;
  };
  const rotated = names
    .filter((one) => one !== basename(file) && numberOf(one) !== undefined)
    .sort((a, b) => (numberOf(a) ?? 0) - (numberOf(b) ?? 0));
  return [...rotated.map((one) => join(folder, one)), file];
}
