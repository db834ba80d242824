import { DubbingError } from '@dubbing/common';
import { expect } from 'chai';
import {
  ErrorInfo,
  ErrorMessage,
  errorInfoOf,
  errorMessageOf,
  parse,
  protocolUnsupported,
  serialize,
} from '../../../src/index.js';
import { faultyFields } from '../../support/faults.js';

describe('errorInfoOf', () => {
  it('tells a peer what it may know', () => {
    const cause = new Error('inside');
    const error = new DubbingError('ENGINE_CRASHED', 'it died', {
      field: 'tts',
      source: 'espeak',
      retryable: true,
      cause,
    });
    expect(serialize(errorInfoOf(error))).to.deep.equal({
      code: 'ENGINE_CRASHED',
      message: 'it died',
      field: 'tts',
      source: 'espeak',
      retryable: true,
    });
  });

  it('has a code for errors that are not ours', () => {
    expect(errorInfoOf(new Error('x')).code).to.equal('UNEXPECTED');
    expect(errorInfoOf(new Error('x'), 'ENGINE_FAILED').code).to.equal('ENGINE_FAILED');
  });

  it('never makes what the contract refuses', () => {
    const long = 'x'.repeat(10_000);
    const info = errorInfoOf(new DubbingError('A', long, { field: long, source: long }));
    expect(parse(ErrorInfo, info)).to.deep.equal(info);
  });
});

describe('ErrorMessage', () => {
  it('has the rules of ErrorInfo as well as its own', () => {
    expect(faultyFields(ErrorMessage, { code: 'not a code', message: 1, fragmentId: 'a b' })).to.have.members([
      'code',
      'message',
      'retryable',
      'fragmentId',
    ]);
  });
});

describe('errorMessageOf', () => {
  it('names the fragment that the error is about', () => {
    const message = errorMessageOf(new DubbingError('PCM_LENGTH_WRONG', 'too short'), 'news.1');
    expect(parse(ErrorMessage, serialize(message))).to.deep.equal(message);
    expect(message).to.include({ code: 'PCM_LENGTH_WRONG', fragmentId: 'news.1' });
  });

  it('tells both ranges where a handshake is refused', () => {
    const client = { min: '2.0', max: '2.3' };
    const server = { min: '1.0', max: '1.1' };
    const message = serialize(errorMessageOf(protocolUnsupported(client, server)));
    expect(message['protocols']).to.deep.equal({ client, server });
    expect(serialize(parse(ErrorMessage, message))).to.deep.equal(message);
  });
});
