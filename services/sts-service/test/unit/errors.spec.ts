import { expect } from 'chai';
import { httpErrorOf } from '../../src/api/http/http-error.js';
import { stsError, stsErrorCodes, type StsErrorCode } from '../../src/errors.js';
import { documentedCodes } from '../support/documented-codes.js';

const entries = Object.entries(stsErrorCodes);

describe('stsErrorCodes', () => {
  it('are the rows of their section of docs/errors.md, no more and no fewer', () => {
    const registered = entries.map(([code, { retryable }]) => ({ code, retryable }));
    const documented = documentedCodes('sts-service').map(({ code, retryable }) => ({ code, retryable }));
    expect(documented).to.have.deep.members(registered);
  });

  it('give an error its retryability and an HTTP answer its status', () => {
    for (const [code, { retryable, httpStatus }] of entries) {
      const error = stsError(code as StsErrorCode, 'what happened', { field: 'a.b' });
      expect(error.toJSON()).to.deep.equal({ code, message: 'what happened', field: 'a.b', retryable });
      const { status, body } = httpErrorOf(error);
      expect(status).to.equal(httpStatus);
      expect({ ...body.error }).to.deep.equal(error.toJSON());
    }
  });

  it('keep what went wrong inside from the client', () => {
    const { status, body } = httpErrorOf(new Error('secret path /etc/shadow'));
    expect(status).to.equal(500);
    expect(body.error.code).to.equal('INTERNAL');
    expect(body.error.message).not.to.contain('secret');
  });
});
