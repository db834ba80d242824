import { expect } from 'chai';
import * as contracts from '../../src/index.js';
import { STS_EVENTS, parse, protocolFeatures } from '../../src/index.js';
import { shapeOf, type MessageClass } from '../../src/rules/shape.js';
import { rightOf, trials, wrongOf } from '../support/documented-values.js';
import { faultyFields } from '../support/faults.js';
import { messageClasses } from '../../tools/wire/message-classes.js';
import { fixtures, wireOf } from '../support/fixtures.js';
import { exampleEvents, fieldTables, forms, inBackticks, sections, tableWith } from '../support/protocol-document.js';

const eventRows = tableWith('event', 'direction', 'message');
const messageOfEvent = new Map(
  eventRows.map((row) => [inBackticks(row['event']), classNamed(inBackticks(row['message']))] as const),
);

/** The classes that the protocol is made of: those of its events and of the one-shot route, and what they hold. */
const protocolClasses = withParts([...messageOfEvent.values(), contracts.OneShotQuery, contracts.OneShotResponse]);

describe('docs/sts-protocol/v1.md', () => {
  it('tells of every event, and of none that there is not', () => {
    expect([...messageOfEvent.keys()]).to.have.members(Object.values(STS_EVENTS));
  });

  it('tells of every class, and of none that there is not', () => {
    expect([...fieldTables.keys()]).to.have.members([...protocolClasses].map(({ name }) => name));
  });

  it('tells of every feature, with the version that brought it', () => {
    const told = tableWith('feature', 'since').map((row) => [inBackticks(row['feature']), inBackticks(row['since'])]);
    expect(Object.fromEntries(told)).to.deep.equal({ ...protocolFeatures });
  });

  it('tells of every version', () => {
    const told = tableWith('version', 'what it brought').map((row) => inBackticks(row['version']));
    expect([told[0], told.at(-1)]).to.deep.equal([contracts.SUPPORTED_RANGE.min, contracts.SUPPORTED_RANGE.max]);
    expect(told.at(-1)).to.equal(contracts.PROTOCOL_VERSION);
  });

  it('tells of every limit, with its value', () => {
    const exported = Object.entries(contracts).filter(([, value]) => typeof value === 'number');
    const told = tableWith('limit', 'value').map((row) => [
      inBackticks(row['limit']),
      Number(inBackticks(row['value'])),
    ]);
    expect(Object.fromEntries(told)).to.deep.equal(Object.fromEntries(exported));
  });

  it('tells of every error code of this package', () => {
    const told = tableWith('code', 'where').map((row) => inBackticks(row['code']));
    expect(told).to.include.members(Object.keys(contracts.contractErrorCodes));
  });

  it('gives the paths of the socket and of the one-shot route', () => {
    const whole = sections.map(({ body }) => body).join('\n');
    expect(whole).to.include(`HOST:PORT${contracts.STS_SOCKET_PATH}/?EIO=4`);
    expect(whole).to.include(`POST ${contracts.ONE_SHOT_PATH}`);
  });

  it('has an example in which every message is one', () => {
    const events = new Set(exampleEvents.map(([event]) => event));
    expect([...events]).to.include.members(['stream:init', 'stream:ready', 'fragment:data', 'fragment:processed']);
    for (const [event, message] of exampleEvents) {
      const messageClass = messageOfEvent.get(event);
      if (messageClass === undefined) throw new Error(`${event} is no event`);
      parse(messageClass, withBytes(message));
    }
  });

  it('has in its example PCM that lasts as long as it says', () => {
    const [audio, replyAudio] = [16_000, 48_000].map((sampleRateHz) => ({ sampleRateHz, channels: 1 })) as [
      { sampleRateHz: number; channels: number },
      { sampleRateHz: number; channels: number },
    ];
    contracts.checkPcm({ durationMs: 2220, pcm: Buffer.alloc(71_040) }, audio);
    contracts.checkPcm({ durationMs: 1655.875, pcm: Buffer.alloc(158_964) }, replyAudio);
    contracts.checkPcm({ durationMs: 1539.4166666666667, pcm: Buffer.alloc(147_784) }, replyAudio);
  });

  for (const messageClass of protocolClasses) {
    describe(messageClass.name, () => {
      const rows = fieldTables.get(messageClass.name) ?? [];

      it('has its fields in the table', () => {
        expect(rows.map((row) => inBackticks(row['field']))).to.have.members([...shapeOf(messageClass).fields]);
      });

      for (const row of rows) {
        const field = inBackticks(row['field']);

        it(`${field} is required or not, as the table says`, () => {
          const isRequired = samplesOf(messageClass).map((sample) => {
            delete sample[field];
            return faultsOf(messageClass, sample).includes(field);
          });
          const told = row['required'] ?? '';
          if (told === 'yes') expect(isRequired).to.not.include(false);
          else if (told === 'no') expect(isRequired).to.not.include(true);
          else {
            const [, other = '', value = ''] = /^when `(\w+)` is `(\w+)`$/.exec(told) ?? [];
            const states = samplesOf(messageClass).map((sample) => sample[other] === value);
            expect(states).to.include(true).and.to.include(false);
            expect(isRequired).to.deep.equal(states);
          }
        });

        it(`${field} has the type and the limits that the table says`, () => {
          for (const sample of samplesOf(messageClass)) {
            const isFault = (value: unknown): boolean =>
              faultsOf(messageClass, { ...sample, [field]: value }).some((at) => at.split('.')[0] === field);
            for (const wrong of wrongOf(row)) expect(isFault(wrong), brief(wrong)).to.equal(true);
            for (const right of rightOf(row, messageClass)) {
              // What a value means beside the other fields of the sample is another rule.
              const faults = ruleFaults(messageClass, { ...sample, [field]: right }, field);
              expect(faults, brief(right)).to.deep.equal([]);
            }
          }
        });
      }
    });
  }

  it('has the forms of texts as they are checked', () => {
    const places: Record<string, (text: string) => boolean> = {
      id: (text) => isAccepted('stream-init', 'streamId', text),
      language: (text) => isAccepted('stream-init', 'sourceLanguage', text),
      version: (text) => isAccepted('stream-ready', 'protocol', text),
      time: (text) => isAccepted('fragment-processed', 'startPtsNs', text, ['startPtsNs']),
      code: (text) => isAccepted('error', 'code', text),
    };
    expect([...forms.keys()]).to.have.members(Object.keys(places));
    for (const [name, form] of forms) {
      const verdicts = trials.map((trial) => form.test(trial));
      expect(new Set(verdicts).size, name).to.equal(2);
      expect(
        trials.map((trial) => places[name]?.(trial)),
        name,
      ).to.deep.equal(verdicts);
    }
  });
});

function classNamed(name: string): MessageClass {
  const messageClass = messageClasses.get(name);
  if (messageClass === undefined) throw new Error(`${name} is no message`);
  return messageClass;
}

function withParts(roots: readonly MessageClass[]): Set<MessageClass> {
  const all = new Set<MessageClass>();
  const add = (messageClass: MessageClass): void => {
    if (all.has(messageClass)) return;
    all.add(messageClass);
    for (const { type } of shapeOf(messageClass).nested.values()) add(type());
  };
  for (const root of roots) add(root);
  return all;
}

/** New copies of every object of this class in the frozen samples. */
function samplesOf(messageClass: MessageClass): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const visit = (type: MessageClass, value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(type, item);
      return;
    }
    const message = value as Record<string, unknown>;
    if (type === messageClass) found.push(message);
    for (const [field, inner] of shapeOf(type).nested) {
      if (message[field] !== undefined && message[field] !== null) visit(inner.type(), message[field]);
    }
  };
  for (const fixture of fixtures) visit(fixture.messageClass, fixture.wire());
  if (found.length === 0) throw new Error(`no sample has a ${messageClass.name}`);
  return found;
}

function faultsOf(messageClass: MessageClass, value: unknown): string[] {
  try {
    parse(messageClass, value);
    return [];
  } catch {
    return faultyFields(messageClass, value);
  }
}

/** Faults of a field that come from its own type and limits. */
function ruleFaults(messageClass: MessageClass, value: unknown, field: string): string[] {
  try {
    parse(messageClass, value);
    return [];
  } catch (error) {
    if (!(error instanceof contracts.ContractError)) throw error;
    return error.faults
      .filter((fault) => fault.field.split('.')[0] === field)
      .map(({ message }) => message)
      .filter(
        (message) => !/later than|not be less than|be the time from|older than min|targetLanguages only/.test(message),
      );
  }
}

function isAccepted(fixture: string, field: string, text: string, of: readonly string[] = [field]): boolean {
  const { messageClass } = fixtures.find(({ name }) => name === fixture) ?? {};
  if (messageClass === undefined) throw new Error(`there is no sample ${fixture}`);
  const faults = faultsOf(messageClass, { ...wireOf(fixture), [field]: text });
  return !faults.some((fault) => of.includes(fault));
}

function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  if ('_placeholder' in value) return Buffer.alloc(2);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withBytes(item)]));
}

function brief(value: unknown): string {
  return Buffer.isBuffer(value) ? `${value.length} bytes` : (JSON.stringify(value)?.slice(0, 60) ?? String(value));
}
