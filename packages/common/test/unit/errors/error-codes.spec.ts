import { expect } from 'chai';
import { errorCodes } from '../../../src/index.js';
import { documentedCodes } from '../../support/documented-codes.js';

describe('errorCodes', () => {
  it('are the codes in their section of docs/errors.md, no more and no fewer', () => {
    expect(documentedCodes('@dubbing/common')).to.have.members(Object.values(errorCodes));
  });

  it('are spelled as their keys', () => {
    for (const [key, code] of Object.entries(errorCodes)) expect(code).to.equal(key);
  });
});
