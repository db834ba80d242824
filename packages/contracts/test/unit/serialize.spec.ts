import { expect } from 'chai';
import { create, FragmentData, parse, serialize, StreamEnd } from '../../src/index.js';
import { faultyFields } from '../support/faults.js';
import { fixtures, wireOf } from '../support/fixtures.js';

describe('serialize', () => {
  it('makes plain objects and keeps Buffers as they are', () => {
    const message = parse(FragmentData, wireOf('fragment-data'));
    const plain = serialize(message);
    expect(Object.getPrototypeOf(plain)).to.equal(Object.prototype);
    expect(Object.getPrototypeOf(plain['slot'])).to.equal(Object.prototype);
    expect(plain['pcm']).to.equal(message.pcm);
  });

  it('leaves absent fields out', () => {
    const message = new StreamEnd();
    Object.assign(message, { reason: undefined });
    expect(Object.keys(serialize(message))).to.deep.equal([]);
  });
});

describe('create', () => {
  it('makes the same as parse does of what it serializes to', () => {
    for (const { messageClass, wire } of fixtures) {
      const message = parse(messageClass, wire());
      expect(create(messageClass, message)).to.deep.equal(message);
    }
  });

  it('holds its own side to the rules', () => {
    expect(() => create(StreamEnd, { reason: 'x'.repeat(2000) })).to.throw('reason must be a text of 0 to 1024');
    expect(faultyFields(StreamEnd, { reason: 5 })).to.deep.equal(['reason']);
  });
});
