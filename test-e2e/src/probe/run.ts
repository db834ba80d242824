import { writeFile } from 'node:fs/promises';
import { Closer } from '@dubbing/common';
import type { ProbeArguments } from './arguments.js';
import { readAsRun } from './dub/as-run.js';
import { recordFiles } from './dub/record-files.js';
import { openInput } from './capture/open.js';
import { measure } from './measure.js';
import type { ProbeReport } from './report/report.js';
import { fragmentsOf } from './timeline/fragments.js';
import { pictureOf } from './timeline/picture.js';

/** Captures, measures, and writes what was asked for. A live reference is captured at the same time as the output. */
export async function runProbe(args: ProbeArguments, signal: AbortSignal): Promise<ProbeReport> {
  const closer = new Closer();
  try {
    const open = async (input: string, language: string | undefined) => {
      const capture = await openInput(input, {
        seconds: args.seconds,
        ...(language === undefined ? {} : { language }),
        signal,
      });
      closer.add(input, () => capture.close());
      return capture;
    };
    const [output, reference] = await Promise.all([
      open(args.input, args.language),
      args.reference === undefined ? undefined : open(args.reference, undefined),
    ]);
    const asRun = args.asRunFile === undefined ? undefined : await readAsRun(await recordFiles(args.asRunFile));
    const report = await measure(output, {
      ...(reference === undefined ? {} : { reference }),
      bed: args.bed,
      ...(asRun === undefined ? {} : { record: { asRun, language: args.language, uri: args.input } }),
    });
    const fragments = asRun === undefined ? [] : fragmentsOf(asRun, args.input, args.language);
    if (args.pngFile !== undefined) {
      const source = reference === undefined ? {} : { reference };
      await writeFile(args.pngFile, await pictureOf({ output, ...source, report, fragments }));
    }
    if (args.jsonFile !== undefined) await writeFile(args.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    return report;
  } finally {
    await closer.close();
  }
}
