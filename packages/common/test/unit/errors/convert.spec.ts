import { expect } from 'chai';
import { describeError, DubbingError, toDubbingError } from '../../../src/index.js';
import { rejectionOf } from '../../support/thrown.js';

function withoutMessage(error: unknown): unknown {
  return Object.assign(error as Error, { message: '' });
}

describe('toDubbingError', () => {
  it('returns our own errors unchanged', () => {
    const error = new DubbingError('A', 'b');
    expect(toDubbingError(error, 'OTHER')).to.equal(error);
  });

  it('wraps everything else under the fallback code', () => {
    const cause = new TypeError('x is not a function');
    const error = toDubbingError(cause, 'ENGINE_FAILED');
    expect(error).to.include({ code: 'ENGINE_FAILED', message: 'x is not a function' });
    expect(error.cause).to.equal(cause);
    expect(toDubbingError('text').code).to.equal('UNEXPECTED');
  });
});

describe('describeError', () => {
  it('tells the causes after the error', () => {
    const error = new Error('cannot start', { cause: new Error('port 80 is busy') });
    expect(describeError(error)).to.equal('cannot start: port 80 is busy');
  });

  it('says a message that was repeated only once', () => {
    const inner = new Error('port 80 is busy');
    expect(describeError(new Error('cannot start: port 80 is busy', { cause: inner }))).to.equal(
      'cannot start: port 80 is busy',
    );
  });

  it('ends on causes that go round in a circle', () => {
    const a = new Error('a');
    const b = new Error('b', { cause: a });
    a.cause = b;
    expect(describeError(a)).to.equal('a: b');
  });

  it('tells every error of an aggregate that has no message', async () => {
    const both = Promise.any([Promise.reject(new Error('one')), Promise.reject(new Error('two'))]);
    expect(describeError(withoutMessage(await rejectionOf(both)))).to.equal('one; two');
  });

  it('has words for whatever is thrown', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(describeError(undefined)).to.equal('undefined');
    expect(describeError(null)).to.equal('null');
    expect(describeError('plain')).to.equal('plain');
    expect(describeError({ a: 1 })).to.equal('{"a":1}');
    expect(describeError(withoutMessage(new RangeError('gone')))).to.equal('RangeError');
    expect(describeError(circular)).to.equal('[object Object]');
    expect(describeError(() => 1)).to.be.a('string');
  });
});
