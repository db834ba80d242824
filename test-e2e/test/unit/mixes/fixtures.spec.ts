import { expect } from 'chai';
import type { ContractVersion, Wire } from '../../support/mixes/contract-version.js';
import { fixturesOf } from '../../support/mixes/fixtures.js';
import { released, releasedVersions } from '../../support/mixes/released.js';

/** Every pair of an older version and a newer one, or the same. */
const pairs = releasedVersions.flatMap((older, index) =>
  releasedVersions.slice(index).map((newer) => [older, newer] as const),
);

const readBy = ({ module }: ContractVersion, message: string, wire: Wire): Wire =>
  module.serialize(module.parse(module[message], wire));

describe('The frozen samples of every released version', () => {
  for (const [older, newer] of pairs) {
    it(`of ${older} are read by ${newer}, to the same effect`, async () => {
      const version = await released(newer);
      const samples = fixturesOf(older);
      expect(samples.length).to.be.greaterThan(30);
      for (const { name, message, wire, parsed } of samples) {
        expect(readBy(version, message, wire), name).to.deep.equal(parsed);
      }
    });
  }

  for (const [older, newer] of pairs.filter(([a, b]) => a !== b)) {
    it(`of ${older} are in ${newer}, byte for byte`, () => {
      const kept = new Map(fixturesOf(newer).map(({ name, text }) => [name, text]));
      for (const { name, text } of fixturesOf(older)) expect(kept.get(name), name).to.equal(text);
    });

    it(`as ${newer} sends them are read by ${older}, but for what it does not know`, async () => {
      const [reader, writer] = await Promise.all([released(older), released(newer)]);
      const same = new Set(fixturesOf(older).map(({ name }) => name));
      // A class that only the newer one has belongs to a feature, and is not sent to the older one.
      const samples = fixturesOf(newer).filter(({ message }) => reader.has(message));
      expect(samples.length).to.be.at.least(same.size);
      for (const { name, message, wire } of samples) {
        const sent = readBy(writer, message, wire);
        const understood = readBy(reader, message, sent);
        if (same.has(name)) expect(understood, name).to.deep.equal(sent);
        else expect(isPartOf(understood, sent), `${name}: ${JSON.stringify(understood)}`).to.equal(true);
      }
    });
  }
});

/** Whether all that `part` says `whole` says too, in the same places. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'object' || part === null) return part === whole;
  if (typeof whole !== 'object' || whole === null) return false;
  if (Array.isArray(part) && part.length !== (whole as unknown[]).length) return false;
  return Object.entries(part).every(([name, value]) => isPartOf(value, (whole as Wire)[name]));
}
