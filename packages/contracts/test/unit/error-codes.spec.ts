import { expect } from 'chai';
import { contractErrorCodes } from '../../src/index.js';
import { documentedCodes } from '../support/documented-codes.js';

describe('contractErrorCodes', () => {
  it('are the codes in their section of docs/errors.md, no more and no fewer', () => {
    expect(documentedCodes('@dubbing/contracts')).to.have.members(Object.values(contractErrorCodes));
  });

  it('are spelled as their keys', () => {
    for (const [key, code] of Object.entries(contractErrorCodes)) expect(code).to.equal(key);
  });
});
