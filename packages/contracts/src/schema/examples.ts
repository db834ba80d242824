import { readdirSync, readFileSync } from 'node:fs';

interface Sample {
  readonly name: string;
  readonly message: string;
  readonly wire: unknown;
}

let samples: readonly Sample[] | undefined;

/** The frozen samples of a message that come with the package, as they are on the wire, by their names. */
export function examplesOf(className: string): Readonly<Record<string, unknown>> {
  samples ??= read();
  return Object.fromEntries(
    samples.filter(({ message }) => message === className).map(({ name, wire }) => [name, wire]),
  );
}

function read(): Sample[] {
  const folder = new URL('.', import.meta.resolve('@dubbing/contracts/fixtures/v1/backpressure.json'));
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { message, wire } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Sample;
      return { name: file.slice(0, -'.json'.length), message, wire };
    });
}
