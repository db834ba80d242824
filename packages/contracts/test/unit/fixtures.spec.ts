import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse, serialize } from '../../src/index.js';
import { messageClasses } from '../../tools/wire/message-classes.js';
import { fixtures } from '../support/fixtures.js';

const directory = new URL('../../../fixtures/v1/', import.meta.url);

/** These travel inside other messages only, and are in those messages' samples. */
const parts = [
  'AudioFormatV1',
  'Dub',
  'DubEngines',
  'DubTimings',
  'EngineChoice',
  'EngineInfo',
  'ErrorInfo',
  'GlossaryEntry',
  'IngestStatus',
  'LanguageStatus',
  'OneShotDub',
  'OutputStatus',
  'ProtocolRange',
  'ProtocolRanges',
  'ReleaseStatus',
  'SessionLimits',
  'Slot',
  'StageTimings',
  'StreamOutput',
  'StsStatus',
  'Transcript',
  'VoiceChoice',
];

describe('frozen samples of version 1', () => {
  for (const fixture of fixtures) {
    it(`${fixture.name} is read, and comes out equal`, () => {
      const message = parse(fixture.messageClass, fixture.wire());
      expect(message).to.be.instanceOf(fixture.messageClass);
      expect(serialize(message)).to.deep.equal(fixture.parsed());
      expect(parse(fixture.messageClass, serialize(message))).to.deep.equal(message);
    });
  }

  it('exist of every message', () => {
    const sampled = new Set(fixtures.map((fixture) => fixture.messageClass.name));
    expect([...messageClasses.keys()].filter((name) => !sampled.has(name))).to.have.members(parts);
  });

  it('never change: peers of every age must be able to read them', () => {
    const frozen = readFileSync(new URL('SHA256SUMS', directory), 'utf8').trim().split('\n');
    const present = readdirSync(directory)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map(
        (file) =>
          `${createHash('sha256')
            .update(readFileSync(new URL(file, directory)))
            .digest('hex')}  ${file}`,
      );
    expect(present).to.deep.equal(frozen);
  });
});
