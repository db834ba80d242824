import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { describeError } from '@dubbing/common';
import { formatTable } from '../demo/table.js';
import { benchContracts } from './contracts.js';
import { benchLag } from './lag.js';
import { benchMedia, type MediaBenchOptions } from './media.js';
import { benchSts } from './sts.js';

type Bench = (say: (text: string) => void, options: MediaBenchOptions) => Promise<string[][]>;

const benches: Record<'media' | 'sts' | 'lag' | 'contracts', Bench> = {
  media: benchMedia,
  sts: benchSts,
  lag: benchLag,
  contracts: benchContracts,
};

const isBench = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name);

/**
 * `node dist/bench/main.js [media] [sts] [lag] [contracts] [--streams 1,4,16,20] [--seconds 30]`: the named benches, or all of them.
 */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { streams: { type: 'string', default: '1,4,16,20' }, seconds: { type: 'string', default: '30' } },
  });
  const options: MediaBenchOptions = {
    streams: values.streams.split(',').map((count) => positive(count, '--streams')),
    seconds: positive(values.seconds, '--seconds'),
  };
  const unknown = positionals.find((name) => !isBench(name));
  if (unknown !== undefined) throw new Error(`there is no bench ${unknown}, only ${Object.keys(benches).join(', ')}`);
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  print(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
  for (const name of positionals.length === 0 ? Object.keys(benches) : positionals) {
    if (!isBench(name)) continue;
    const rows = await benches[name](print, options);
    print(`\n${formatTable(rows)}\n`);
  }
}

function positive(text: string, option: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${option} takes whole numbers above zero, not ${text}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${describeError(error)}\n`);
  process.exitCode = 1;
});
