import { expect } from 'chai';
import { refusals } from '../../../../../src/api/http/describe/refusals.js';

describe('refusals', () => {
  it('stand under the status that their codes have, and name them', () => {
    const described = refusals({
      'It is wrong.': ['CONTRACT_INVALID', 'REQUEST_INVALID'],
      'It is too large.': ['BODY_TOO_LARGE'],
    });
    expect(Object.keys(described)).to.deep.equal(['400', '413']);
    expect(described['400']?.description).to.equal('It is wrong. `CONTRACT_INVALID`, `REQUEST_INVALID`.');
    expect(described['413']?.content).to.have.property('application/json');
  });

  it('are refused themselves where codes of one meaning have several statuses, or none is named', () => {
    expect(() => refusals({ 'It is wrong.': ['CONTRACT_INVALID', 'BODY_TOO_LARGE'] })).to.throw('not one status');
    expect(() => refusals({ 'It is wrong.': [] })).to.throw('not one status');
  });

  it('have one meaning for a status', () => {
    const meanings = { 'It is wrong.': ['CONTRACT_INVALID'], 'It is no WAV file.': ['WAV_INVALID'] };
    expect(() => refusals(meanings)).to.throw('WAV_INVALID');
  });
});
