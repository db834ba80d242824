import { expect } from 'chai';
import {
  ContractError,
  CreateStream,
  FragmentData,
  FragmentProcessed,
  parse,
  Slot,
  StreamInit,
  StreamStatus,
} from '../../src/index.js';
import { contractErrorOf, faultyFields } from '../support/faults.js';
import { fixtures, wireOf } from '../support/fixtures.js';
import { pathsOf, valueAt } from '../support/paths.js';

describe('parse', () => {
  it('makes instances, nested ones too', () => {
    const message = parse(FragmentData, wireOf('fragment-data'));
    expect(message).to.be.instanceOf(FragmentData);
    expect(message.slot).to.be.instanceOf(Slot);
  });

  it('takes nothing but objects', () => {
    for (const value of [
      undefined,
      null,
      0,
      '',
      'text',
      true,
      [],
      [{}],
      Buffer.alloc(4),
      new ArrayBuffer(4),
      new SharedArrayBuffer(4),
      () => 1,
    ]) {
      const error = contractErrorOf(() => parse(FragmentData, value));
      expect(error).to.include({ code: 'CONTRACT_INVALID', field: '', retryable: false });
      expect(error.message).to.equal('FragmentData must be an object');
    }
  });

  it('tells every fault, by its path', () => {
    const wire = { ...wireOf('fragment-data'), sequence: -1, slot: { targetMs: 10, maxMs: 'long' } };
    const error = contractErrorOf(() => parse(FragmentData, wire));
    expect(error).to.be.instanceOf(ContractError);
    expect(error.field).to.equal('sequence');
    expect(error.faults).to.deep.equal([
      { field: 'sequence', message: 'sequence must be a whole number from 0 to 9007199254740991' },
      { field: 'slot.maxMs', message: 'slot.maxMs must be a number from 0 to 3600000' },
    ]);
    expect(error.message).to.equal(error.faults.map((fault) => fault.message).join('; '));
  });

  it('tells the place in a list', () => {
    const wire = wireOf('fragment-processed');
    const [, second] = wire['dubs'] as { timings: { ttsMs: unknown } }[];
    if (second !== undefined) second.timings.ttsMs = -1;
    expect(faultyFields(FragmentProcessed, wire)).to.deep.equal(['dubs.1.timings.ttsMs']);
  });

  it('leaves out fields that it does not know, at every level', () => {
    for (const { messageClass, wire, parsed } of fixtures) {
      const message = wire();
      const objects = [message, ...pathsOf(message).map((path) => valueAt(message, path))];
      for (const object of objects) {
        if (typeof object === 'object' && object !== null && !Array.isArray(object) && !Buffer.isBuffer(object)) {
          Object.assign(object, { fromTheFuture: { version: 2 } });
        }
      }
      expect({ ...parse(messageClass, message) }, messageClass.name).to.deep.equal({ ...parse(messageClass, wire()) });
      expect(JSON.stringify(parse(messageClass, message))).to.not.contain('fromTheFuture');
      expect(Object.keys(parse(messageClass, message)).sort()).to.deep.equal(Object.keys(parsed()).sort());
    }
  });

  it('reads null as absent, where a field may be', () => {
    const wire = { ...wireOf('stream-init.minimal'), sessionId: null, engines: null };
    expect(parse(StreamInit, wire)).to.deep.equal(parse(StreamInit, wireOf('stream-init.minimal')));
  });

  it('makes zero of negative zero, as the text of a message does', () => {
    const wire = { ...wireOf('fragment-data'), sequence: -0, slot: { targetMs: -0, maxMs: 12.5 } };
    const message = parse(FragmentData, wire);
    expect([Object.is(message.sequence, 0), Object.is(message.slot.targetMs, 0)]).to.deep.equal([true, true]);
  });

  it('refuses a list that no rule bounds rather than cut it', () => {
    const wire = wireOf('stream-status');
    const languages = (length: number) => ({ ...wire, targetLanguages: Array.from({ length }, () => 'es') });
    expect(parse(StreamStatus, languages(1024)).targetLanguages).to.have.length(1024);
    const error = contractErrorOf(() => parse(StreamStatus, languages(1025)));
    expect(error.faults).to.deep.equal([
      { field: 'targetLanguages', message: 'targetLanguages must have at most 1024 items' },
    ]);
  });

  it('reads a hole in a list as an item that is absent', () => {
    const wire = wireOf('stream-init');
    const targetLanguages = Object.assign([], { 1: 'es', length: 2 });
    expect(faultyFields(StreamInit, { ...wire, targetLanguages })).to.deep.equal(['targetLanguages']);
    const dubs = Object.assign([], { 1: {}, length: 2 });
    expect(faultyFields(FragmentProcessed, { ...wireOf('fragment-processed'), dubs })).to.include('dubs');
  });

  it('does not change what it is given', () => {
    for (const { messageClass, wire } of fixtures) {
      const message = wire();
      parse(messageClass, message);
      expect(message).to.deep.equal(wire());
    }
  });
});

describe('parse and binary fields', () => {
  const wire = wireOf('fragment-data');
  const pcm = wire['pcm'] as Buffer;

  it('gives the very same Buffer', () => {
    expect(parse(FragmentData, wire).pcm).to.equal(pcm);
  });

  it('shares the memory of a Uint8Array and of an ArrayBuffer', () => {
    const bytes = new Uint8Array(326).fill(5);
    const view = parse(FragmentData, { ...wire, pcm: bytes.subarray(6) }).pcm;
    expect(Buffer.isBuffer(view)).to.equal(true);
    expect([view.buffer, view.byteOffset, view.byteLength]).to.deep.equal([bytes.buffer, 6, 320]);
    const whole = parse(FragmentData, { ...wire, pcm: bytes.buffer }).pcm;
    expect([whole.buffer, whole.byteLength]).to.deep.equal([bytes.buffer, 326]);
  });

  it('refuses more bytes than any fragment has', () => {
    const huge = Buffer.allocUnsafeSlow(120 * 48_000 * 4 + 1);
    const error = contractErrorOf(() => parse(FragmentData, { ...wire, pcm: huge }));
    expect(error.message).to.equal(`pcm must hold at most 23040000 bytes, not ${huge.length}`);
  });

  it('refuses what is no memory, or memory no longer', () => {
    const moved = new ArrayBuffer(8);
    const view = new Uint8Array(moved);
    structuredClone(moved, { transfer: [moved] });
    for (const bytes of [
      moved,
      view,
      new SharedArrayBuffer(8),
      Object.create(Buffer.prototype),
      new DataView(pcm.buffer),
    ]) {
      expect(faultyFields(FragmentData, { ...wire, pcm: bytes as unknown })).to.deep.equal(['pcm']);
    }
  });

  it('refuses functions, though it uses them inside', () => {
    expect(faultyFields(FragmentData, { ...wire, pcm: () => pcm })).to.deep.equal(['pcm']);
  });
});

describe('parse and hostile input', () => {
  const hostile = '{"isAdmin":true,"streamId":"x"}';

  it('does not let keys reach a prototype', () => {
    const wire = JSON.parse(
      `{"__proto__":${hostile},"constructor":{"prototype":${hostile}},"prototype":${hostile},` +
        `${JSON.stringify(wireOf('stream-init.minimal')).slice(1)}`,
    ) as object;
    const message = parse(StreamInit, wire);
    expect(Object.getPrototypeOf(message)).to.equal(StreamInit.prototype);
    expect(Object.keys(message).sort()).to.deep.equal(Object.keys(wireOf('stream-init.minimal')).sort());
    expect(({} as Record<string, unknown>)['isAdmin']).to.equal(undefined);
    expect((new StreamInit() as unknown as Record<string, unknown>)['isAdmin']).to.equal(undefined);
  });

  it('takes no field from a prototype', () => {
    const audio = JSON.parse('{"__proto__":{"encoding":"pcm_s16le","sampleRateHz":16000,"channels":1}}') as unknown;
    expect(faultyFields(StreamInit, { ...wireOf('stream-init'), audio })).to.deep.equal([
      'audio.encoding',
      'audio.sampleRateHz',
      'audio.channels',
    ]);
    expect(faultyFields(StreamInit, Object.create(wireOf('stream-init')))).to.include('streamId');
  });

  it('ends on input of any depth', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = depth % 2 === 0 ? [deep] : { audio: deep };
    expect(
      faultyFields(StreamInit, { ...wireOf('stream-init'), streamId: deep, audio: deep, unknown: deep }),
    ).to.include.members(['streamId', 'audio.encoding']);
  });

  it('ends on lists of any length', () => {
    const many = Array.from({ length: 1_000_000 }, () => 'es');
    expect(faultyFields(StreamInit, { ...wireOf('stream-init'), targetLanguages: many })).to.deep.equal([
      'targetLanguages',
    ]);
    const dubs = Array.from({ length: 100_000 }, () => ({}));
    const error = contractErrorOf(() => parse(FragmentProcessed, { ...wireOf('fragment-processed'), dubs }));
    expect(error.field).to.equal('dubs');
    expect(error.faults.length).to.be.at.most(200);
    expect(error.message).to.match(/; and \d+ more$/);
    expect(error.message.length).to.be.at.most(1000);
    expect(
      faultyFields(CreateStream, { ...wireOf('create-stream'), outputs: Array.from({ length: 1000 }, () => ({})) }),
    ).to.include('outputs');
  });

  it('ends on objects that contain themselves', () => {
    const loop: Record<string, unknown> = wireOf('stream-init');
    loop['audio'] = loop;
    loop['engines'] = loop;
    expect(faultyFields(StreamInit, loop)).to.include('audio.encoding');
  });

  it('ends on objects that throw when they are touched', () => {
    const throwing = () => {
      throw new RangeError('this must not be asked');
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const slot = Object.defineProperty({ targetMs: 1 }, 'maxMs', { get: throwing, enumerable: true });
    const wire = wireOf('fragment-data');
    expect(faultyFields(FragmentData, { ...wire, slot })).to.deep.equal(['slot.maxMs']);
    expect(faultyFields(FragmentData, { ...wire, slot: proxy })).to.include('slot.targetMs');
    expect(faultyFields(FragmentData, proxy)).to.include('fragmentId');
    const init = wireOf('stream-init');
    expect(faultyFields(StreamInit, { ...init, targetLanguages: new Proxy([], { get: throwing }) })).to.deep.equal([
      'targetLanguages',
    ]);
  });

  it('ends on texts of any length', () => {
    const long = 'e'.repeat(5_000_000);
    for (const field of ['streamId', 'sourceLanguage']) {
      const error = contractErrorOf(() => parse(StreamInit, { ...wireOf('stream-init'), [field]: long }));
      expect(error.field).to.equal(field);
      expect(error.message.length).to.be.at.most(1000);
    }
  });
});
