import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DubbingError, describeError } from '@dubbing/common';
import { builtImages } from '../../containers/built-images.js';
import { whyNoContainers } from '../../containers/possible.js';
import { formatTable } from '../../demo/table.js';
import { errorCodes } from '../../errors.js';
import { cacheDir } from '../../paths.js';
import { generateProgramme } from '../../programme/generate.js';
import { factsOf, type Facts } from './facts.js';
import { measurePlace, type Figures, type Place } from './measure.js';
import { inContainers, inWorkingTree } from './places.js';
import { factRows, figureRows, sizeRows } from './tables.js';

const LANGUAGE = 'es';

/** `node dist/bench/images/main.js [--starts 5] [--seconds 20]`: what the built images weigh, need and hold. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { starts: { type: 'string', default: '5' }, seconds: { type: 'string', default: '20' } },
  });
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const images = Object.entries(await builtImages());
  say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
  say(`\n${formatTable(sizeRows(images))}`);
  const facts: [string, Facts][] = [];
  for (const [name, { rootfs }] of images) facts.push([name, await factsOf(rootfs)]);
  say(`\n${formatTable(factRows(facts))}\n`);

  const reason = await whyNoContainers();
  if (reason !== undefined)
    throw new DubbingError(errorCodes.CONTAINERS_UNAVAILABLE, `no container can be run: ${reason}`);
  const file = join(cacheDir, 'programme', 'programme.flv');
  const { durationMs } = await generateProgramme({ file, onProgress: say });
  const options = {
    programme: { file, durationMs },
    language: LANGUAGE,
    starts: wholeNumber(values.starts, '--starts'),
    streamSeconds: wholeNumber(values.seconds, '--seconds'),
  };
  const measured: [string, Figures][] = [];
  for (const [name, open] of [
    ['containers', inContainers],
    ['working tree', inWorkingTree],
  ] as const) {
    say(`${name}: ${options.starts} starts of each service, then the built-in programme, en → ${LANGUAGE}`);
    measured.push([
      name,
      await inFolder(
        (dir) => open(dir, LANGUAGE),
        (place) => measurePlace(place, options),
      ),
    ]);
  }
  say(`\n${formatTable(figureRows(measured))}`);
}

async function inFolder<T>(open: (dir: string) => Promise<Place>, work: (place: Place) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'dubbing-bench-images-'));
  try {
    const place = await open(dir);
    try {
      return await work(place);
    } finally {
      await place.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new DubbingError(errorCodes.ARGUMENT_INVALID, `${option} takes whole numbers above zero, not ${text}`, {
    field: option,
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`bench:images: ${describeError(error)}\n`);
  process.exitCode = 1;
});
