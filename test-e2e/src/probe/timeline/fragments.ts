import type { AsRunFragment, AsRunOutput } from '../dub/as-run-line.js';
import type { AsRun } from '../dub/as-run.js';
import type { TimelineFragment } from './model.js';

/**
 * What the record says of a language, in the output's own time.
 * @param uri of the probed output: a record tells for each output which programme time its time zero is
 * @returns nothing where the record knows no output of the language
 */
export function fragmentsOf({ sessions }: AsRun, uri: string, wanted: string | undefined): TimelineFragment[] {
  const language = wanted ?? sessions.flatMap(({ outputs }) => outputs)[0]?.language;
  return sessions.flatMap(({ fragments, outputs }) => {
    const output = outputOf(outputs, uri, language);
    return output === undefined ? [] : fragments.flatMap((fragment) => placed(fragment, output.zeroMs, language) ?? []);
  });
}

/** The one that is called as the probed output is; else the last one of the language. */
function outputOf(outputs: readonly AsRunOutput[], uri: string, language: string | undefined): AsRunOutput | undefined {
  const own = outputs.filter((output) => output.language === language);
  const name = (address: string): string => /[^/]*$/.exec(address.split('?')[0] ?? '')?.[0] ?? '';
  return own.findLast(({ url }) => name(url) === name(uri)) ?? own.at(-1);
}

function placed(
  { startMs, endMs, transcript, dubs }: AsRunFragment,
  zeroMs: number,
  language: string | undefined,
): TimelineFragment | undefined {
  const dub = dubs.find((one) => one.language === language);
  if (dub === undefined) return undefined;
  const { outcome, text, placedStartMs, placedEndMs } = dub;
  return {
    startMs: startMs - zeroMs,
    endMs: endMs - zeroMs,
    outcome,
    ...(placedStartMs === undefined ? {} : { dubStartMs: placedStartMs - zeroMs }),
    ...(placedEndMs === undefined ? {} : { dubEndMs: placedEndMs - zeroMs }),
    ...(text === undefined ? {} : { text }),
    ...(transcript === undefined ? {} : { transcript }),
  };
}
