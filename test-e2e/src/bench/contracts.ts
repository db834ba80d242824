import { bytesOf } from './contracts/messages.js';
import { measureInTurn, type Cost } from './contracts/measure.js';
import { cases, type Case, type Reader } from './contracts/readers.js';

/**
 * What it costs to read a message of a fragment: the published `@dubbing/contracts` beside checks that were written by
 * hand and beside zod, with the same rules on the same messages in the same run.
 */
export function benchContracts(say: (text: string) => void): Promise<string[][]> {
  const rows = [['', 'median', 'p99', 'messages a second', 'heap of one', 'against hand']];
  for (const one of cases) {
    const message = one.message();
    say(`${one.event}: ${bytesOf(message).reduce((sum, { byteLength }) => sum + byteLength, 0)} bytes of sound`);
    for (const reader of one.readers) holdSameMemory(reader, message);
    const costs = measureInTurn(
      one.readers.map(
        ({ read }) =>
          () =>
            read(message),
      ),
    );
    rows.push(...rowsOf(one, costs));
  }
  say('every reader leaves the sound where it is');
  return Promise.resolve(rows);
}

function rowsOf({ event, readers }: Case, costs: readonly Cost[]): string[][] {
  const byHand = costs[readers.findIndex(({ name }) => name === 'written by hand')];
  return readers.map(({ name }, index) => {
    const { medianUs = Number.NaN, p99Us = Number.NaN, perSecond = 0, heapBytes = 0 } = costs[index] ?? {};
    return [
      `${event}, ${name}`,
      `${medianUs.toFixed(1)} µs`,
      `${p99Us.toFixed(1)} µs`,
      String(Math.round(perSecond)),
      `${Math.round(heapBytes)} bytes`,
      `${(medianUs / (byHand?.medianUs ?? Number.NaN)).toFixed(1)} ×`,
    ];
  });
}

/** @throws Error when the message that was read has its bytes elsewhere than the one that was given */
function holdSameMemory({ name, read }: Reader, message: unknown): void {
  const given = bytesOf(message);
  const taken = bytesOf(read(message));
  const same = given.every(
    (bytes, index) =>
      taken[index]?.buffer === bytes.buffer &&
      taken[index].byteOffset === bytes.byteOffset &&
      taken[index].byteLength === bytes.byteLength,
  );
  if (!same || taken.length !== given.length) throw new Error(`${name} copies the sound`);
}
