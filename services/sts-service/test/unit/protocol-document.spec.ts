import { expect } from 'chai';
import { stsError, stsErrorCodes, type StsErrorCode } from '../../src/errors.js';
import { httpErrorOf } from '../../src/api/http/http-error.js';
import { loadConfig } from '../../src/config.js';
import { documentedCodes } from '../support/documented-codes.js';
import { protocolTable } from '../support/protocol-tables.js';

/** Codes that no client of the service can get: those of the command that pulls models, and of the start. */
const isKeptFromClients = (raisedBy: string): boolean =>
  raisedBy.split(', ').every((part) => ['`npm run models`', 'model store', 'start'].includes(part));

describe('docs/sts-protocol/v1.md', () => {
  const rows = protocolTable('code', 'where', 'HTTP', 'retryable');

  it('has every error code that this service can send, and of its own no other', () => {
    const told = rows.map(([code]) => code).filter((code = '') => Object.hasOwn(stsErrorCodes, code));
    const sent = documentedCodes('sts-service').filter(({ raisedBy }) => !isKeptFromClients(raisedBy));
    expect(told).to.have.members(sent.map(({ code }) => code));
  });

  it('tells of each whether it may be tried again, and its status over HTTP', () => {
    for (const [code = '', where = '', status = '', retryable] of rows) {
      const own = Object.hasOwn(stsErrorCodes, code) ? stsError(code as StsErrorCode, '') : undefined;
      if (own !== undefined) {
        expect(retryable, code).to.equal(own.retryable ? 'yes' : 'no');
        if (status !== '') expect(Number(status), code).to.equal(httpErrorOf(own).status);
      }
      expect(status !== '', `${code} has a status where it comes over HTTP`).to.equal(where.includes('one-shot'));
    }
  });

  it('has the defaults of what a client is held to', () => {
    const config: Readonly<Record<string, unknown>> = loadConfig(undefined, {});
    for (const [setting = '', value] of protocolTable('setting', 'default')) {
      expect(Number(value), setting).to.equal(config[setting]);
    }
  });
});
