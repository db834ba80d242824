import { expect } from 'chai';
import { parseTranscription } from '../../../../src/engine-host/remote/transcription.js';

const parse = (value: unknown) => parseTranscription(Buffer.from(JSON.stringify(value)), 'remote:m');

describe('parseTranscription', () => {
  it('takes plain json too', () => {
    expect(parse({ text: ' Hello. ' })).to.deep.equal({ text: 'Hello.' });
    expect(parse({ text: 'Hello.', segments: 'none' })).to.deep.equal({ text: 'Hello.' });
  });

  it('leaves out what was made up for sound without speech', () => {
    const said = { text: ' Hello.', avg_logprob: -0.2, no_speech_prob: 0.1 };
    const invented = { text: ' Thanks for watching!', avg_logprob: -1.4, no_speech_prob: 0.9 };
    const { text, confidence } = parse({ text: ' Hello. Thanks for watching!', segments: [said, invented] });
    expect(text).to.equal('Hello.');
    expect(confidence).to.be.closeTo(Math.exp(-0.2), 1e-9);
    expect(parse({ text: 'Thanks for watching!', segments: [invented] }).text).to.equal('');
  });
});
