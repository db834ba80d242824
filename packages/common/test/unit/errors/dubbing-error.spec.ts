import { expect } from 'chai';
import { DubbingError } from '../../../src/index.js';

describe('DubbingError', () => {
  it('carries its code, field, source, cause and whether to retry', () => {
    const cause = new Error('disk full');
    const error = new DubbingError('SOME_CODE', 'no room', {
      field: 'output',
      source: 'out.ts',
      retryable: true,
      cause,
    });
    expect(error).to.be.instanceOf(Error);
    expect(error).to.include({ code: 'SOME_CODE', field: 'output', source: 'out.ts', retryable: true });
    expect(error.cause).to.equal(cause);
    expect(error.stack).to.contain('dubbing-error.spec');
  });

  it('is not retryable unless it says so, and has no keys that it was not given', () => {
    const error = new DubbingError('SOME_CODE', 'no');
    expect(error.retryable).to.equal(false);
    expect(error).to.not.have.any.keys('field', 'source', 'cause');
  });

  it('shows peers no stack and no cause', () => {
    const error = new DubbingError('SOME_CODE', 'no', { field: 'a.b', cause: new Error('inside') });
    expect(JSON.parse(JSON.stringify(error))).to.deep.equal({
      code: 'SOME_CODE',
      message: 'no',
      field: 'a.b',
      retryable: false,
    });
  });

  it('takes the name of the class that extends it', () => {
    class EngineError extends DubbingError {}
    expect(new EngineError('X', 'y').name).to.equal('EngineError');
  });
});
