import { expect } from 'chai';
import { compareVersions, negotiate, PROTOCOL_VERSION, protocolUnsupported, SUPPORTED_RANGE } from '../../src/index.js';

const range = (min: string, max: string) => ({ min, max });

describe('the protocol version', () => {
  it('of this package is one that it supports', () => {
    expect(negotiate(range(PROTOCOL_VERSION, PROTOCOL_VERSION), SUPPORTED_RANGE)).to.equal(PROTOCOL_VERSION);
  });

  it('is ordered by number, not by letter', () => {
    expect(compareVersions('1.10', '1.9')).to.be.above(0);
    expect(compareVersions('2.0', '10.0')).to.be.below(0);
    expect(compareVersions('1.2', '1.2')).to.equal(0);
  });

  it('agreed on is the newest that both know', () => {
    expect(negotiate(range('1.0', '1.4'), range('1.2', '2.0'))).to.equal('1.4');
    expect(negotiate(range('1.2', '2.0'), range('1.0', '1.4'))).to.equal('1.4');
    expect(negotiate(range('1.0', '1.0'), range('1.0', '1.0'))).to.equal('1.0');
  });

  it('is none when the ranges do not meet', () => {
    expect(negotiate(range('2.0', '2.1'), range('1.0', '1.9'))).to.equal(null);
    expect(negotiate(range('1.0', '1.9'), range('1.10', '1.11'))).to.equal(null);
  });

  it('is refused with both ranges', () => {
    const error = protocolUnsupported(range('2.0', '2.1'), SUPPORTED_RANGE);
    expect(error).to.include({ code: 'PROTOCOL_UNSUPPORTED', field: 'protocol', retryable: false });
    expect(error.message).to.contain('2.0 to 2.1').and.contain('1.0 to 1.1');
    expect(error.protocols).to.deep.equal({ client: range('2.0', '2.1'), server: SUPPORTED_RANGE });
  });
});
