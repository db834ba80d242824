import { expect } from 'chai';
import { refusalOf } from '../../../src/sts-client/refusal.js';

const offered = { min: '1.0', max: '1.1' };
const url = 'http://sts:8090';
const refusal = { code: 'PROTOCOL_UNSUPPORTED', message: 'only 3.0 here', retryable: false };

describe('refusalOf', () => {
  it('tells what either side speaks, as the server says it', () => {
    const protocols = { client: offered, server: { min: '2.0', max: '3.1' } };
    expect(refusalOf({ ...refusal, protocols }, offered, url)).to.include({
      code: 'PROTOCOL_UNSUPPORTED',
      message: 'media-service speaks protocol 1.0 to 1.1, speech-to-speech speaks 2.0 to 3.1',
      field: 'protocol',
      source: url,
      retryable: false,
    });
  });

  it('tells what this side speaks beside the words of a server that names no ranges', () => {
    const { message } = refusalOf(refusal, offered, url);
    expect(message).to.equal('media-service speaks protocol 1.0 to 1.1, speech-to-speech refuses: only 3.0 here');
  });

  it('leaves every other refusal as it is', () => {
    const other = { code: 'SESSION_LIMIT', message: 'full', retryable: true };
    expect(refusalOf(other, offered, url)).to.include(other);
    expect(refusalOf(other, offered, url).field).to.equal(undefined);
  });
});
