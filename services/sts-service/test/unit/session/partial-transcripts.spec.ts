import { Transcript, create, longestText, type FragmentPartial } from '@dubbing/contracts';
import { expect } from 'chai';
import { PartialTranscripts } from '../../../src/session/partial-transcripts.js';

const transcript = (text: string) => create(Transcript, { language: 'en', text, confidence: 0.5 });

describe('PartialTranscripts', () => {
  let nowMs: number;
  let connected: boolean;
  let sent: FragmentPartial[];
  let partials: PartialTranscripts;

  const texts = () => sent.map(({ revision, transcript: { text } }) => `${revision} ${text}`);
  /** When the last one is long enough ago. */
  const tell = (text: string) => {
    nowMs += 300;
    partials.tell(text);
  };

  beforeEach(() => {
    nowMs = 1000;
    connected = true;
    sent = [];
    const send = (message: FragmentPartial) => sent.push(message);
    const options = { language: 'en', everyMs: 300, wanted: () => connected, send, now: () => nowMs };
    partials = new PartialTranscripts({ fragmentId: 'f7', sequence: 7 }, options);
  });

  it('counts revisions from one, and ends with the transcript of the reply', () => {
    tell(' good ');
    tell('good evening');
    partials.finish(transcript('Good evening.'));
    const common = { fragmentId: 'f7', sequence: 7 };
    expect(sent.map((each) => ({ ...each, transcript: { ...each.transcript } }))).to.deep.equal([
      { ...common, revision: 1, isFinal: false, transcript: { language: 'en', text: 'good' } },
      { ...common, revision: 2, isFinal: false, transcript: { language: 'en', text: 'good evening' } },
      { ...common, revision: 3, isFinal: true, transcript: { language: 'en', text: 'Good evening.', confidence: 0.5 } },
    ]);
  });

  it('sends no more than one in its time, except the final one', () => {
    partials.tell('a');
    nowMs += 299;
    partials.tell('a b');
    nowMs += 1;
    partials.tell('a b c');
    nowMs += 1;
    partials.finish(transcript('a b c d'));
    expect(texts()).to.deep.equal(['1 a', '2 a b c', '3 a b c d']);
  });

  it('sends no text twice, but says that it is the final one', () => {
    for (const text of ['a', 'a ', '', '  ', 'a b', 'a b']) tell(text);
    partials.finish(transcript('a b'));
    expect(texts()).to.deep.equal(['1 a', '2 a b', '3 a b']);
    expect(sent.map(({ isFinal }) => isFinal)).to.deep.equal([false, false, true]);
  });

  it('says nothing behind the final one, or when the work was given up', () => {
    partials.finish(transcript('a'));
    partials.finish(transcript('a'));
    tell('a b');
    expect(texts()).to.deep.equal(['1 a']);
  });

  it('says nothing of work that was given up', () => {
    partials.close();
    tell('a');
    partials.finish(transcript('a'));
    expect(sent).to.deep.equal([]);
  });

  it('drops what nobody is there for, and goes on with the next revision', () => {
    tell('a');
    connected = false;
    tell('a b');
    tell('a b c');
    connected = true;
    // No time has passed since the one that was dropped: it does not count.
    partials.tell('a b c');
    expect(texts()).to.deep.equal(['1 a', '2 a b c']);
  });

  it('does not send the final one later to who comes later', () => {
    connected = false;
    partials.finish(transcript('a'));
    connected = true;
    tell('a b');
    expect(sent).to.deep.equal([]);
  });

  it('leaves out what no message can hold', () => {
    tell('x'.repeat(longestText + 1));
    tell('x'.repeat(longestText));
    expect(sent.map(({ transcript: { text } }) => text.length)).to.deep.equal([longestText]);
  });
});
