import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { describeError } from '@dubbing/common';
import { formatTable } from '../demo/table.js';
import { benchLag } from './lag.js';
import { benchMedia } from './media.js';
import { benchSts } from './sts.js';

const benches = { media: benchMedia, sts: benchSts, lag: benchLag } as const;

const isBench = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name);

/** `node dist/bench/main.js [media] [sts] [lag]`: the named benches, or all of them. */
async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const unknown = positionals.find((name) => !isBench(name));
  if (unknown !== undefined) throw new Error(`there is no bench ${unknown}, only ${Object.keys(benches).join(', ')}`);
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  print(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
  for (const name of positionals.length === 0 ? Object.keys(benches) : positionals) {
    if (!isBench(name)) continue;
    const rows = await benches[name](print);
    print(`\n${formatTable(rows)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${describeError(error)}\n`);
  process.exitCode = 1;
});
