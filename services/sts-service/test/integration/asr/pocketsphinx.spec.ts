import { expect } from 'chai';
import { PocketSphinx } from '../../../src/asr/builtin/pocketsphinx.js';
import { defaultModelDir } from '../../../src/asr/builtin/pocketsphinx-model.js';
import { speak } from '../../support/flite.js';
import { rejection } from '../../support/rejection.js';
import { hasSharedAudio, recordings, sharedPcm } from '../../support/shared-audio.js';
import { needsPackages, skip } from '../../support/skip.js';
import { wordErrorRate } from '../../support/words.js';

const never = new AbortController().signal;

/** What each flite voice says, and PocketSphinx hears without one wrong word. */
const clearSpeech = [
  ['slt', 'heavy rain is expected in the north of the country this afternoon'],
  ['slt', 'these are the main stories of the day'],
  ['rms', 'the home team won the final match by three goals to one'],
  ['rms', 'good evening and welcome to the news'],
  ['awb', 'heavy rain is expected in the north of the country this afternoon'],
] as const;

describe('PocketSphinx', function () {
  this.timeout(60_000);
  let decoder: PocketSphinx;

  before(function () {
    needsPackages(this, 'pocketsphinx-en-us', 'flite');
    decoder = PocketSphinx.load(defaultModelDir);
  });
  after(() => {
    decoder?.close();
    decoder?.close();
  });

  for (const [voice, text] of clearSpeech) {
    it(`hears word for word what ${voice} says: ${text}`, async () => {
      const { text: heard, confidence } = await decoder.decode(speak(text, voice), never);
      expect(heard).to.equal(text);
      expect(confidence).to.be.within(0.1, 1);
    });
  }

  it('hears the same whatever it heard before', async () => {
    const speech = speak('the weather will be cold and dry', 'rms');
    const quiet = Buffer.from(speech);
    for (let at = 0; at + 1 < quiet.length; at += 2) quiet.writeInt16LE(Math.round(quiet.readInt16LE(at) / 8), at);
    const first = await decoder.decode(speech, never);
    await decoder.decode(quiet, never);
    expect(await decoder.decode(speech, never)).to.deep.equal(first);
  });

  it('tells what it has heard so far, and hears the same', async () => {
    const [[voice, text]] = clearSpeech;
    const speech = speak(text, voice);
    const shown: string[] = [];
    const heard = await decoder.decode(speech, never, (so) => shown.push(so()));
    expect(heard).to.deep.equal(await decoder.decode(speech, never));
    // A look after every 100 ms of sound.
    expect(shown.length).to.be.within(speech.length / 32 / 100 - 2, speech.length / 32 / 100 + 1);
    expect(shown[0]).to.equal('');
    const words = shown.map((so) => so.split(' ').length);
    expect(words.at(-1)).to.be.at.least(text.split(' ').length - 2);
    expect(new Set(shown).size).to.be.above(5);
    // What a word is taken for in its middle is not told, so that little has to be taken back.
    expect(shown.filter((so) => !text.startsWith(so))).to.have.length.below(shown.length / 5);
    // What is said in the first third is told before the last one is searched.
    expect(shown[Math.floor((shown.length * 2) / 3)]).to.contain('heavy rain');
  });

  it('answers nothing for no sound, or for less than a frame', async () => {
    expect(await decoder.decode(Buffer.alloc(0), never)).to.deep.equal({ text: '' });
    expect((await decoder.decode(Buffer.alloc(100), never)).text).to.equal('');
  });

  it('stops in the middle when the caller gives up, and works on', async () => {
    const text = 'these are the main stories of the day';
    const caller = new AbortController();
    const given = decoder.decode(Buffer.concat(Array.from({ length: 6 }, () => speak(text))), caller.signal);
    caller.abort();
    expect(await rejection(given)).to.include({ code: 'ABORTED' });
    expect((await decoder.decode(speak(text), never)).text).to.equal(text);
  });

  it('hears most words of people who read aloud, and not all', async function () {
    if (!hasSharedAudio()) skip(this, 'there are no recordings beside the repository');
    needsPackages(this, 'ffmpeg');
    let words = 0;
    let wrong = 0;
    for (const { file, transcript } of recordings()) {
      const { text } = await decoder.decode(sharedPcm(file), never);
      const count = transcript.split(' ').length;
      words += count;
      wrong += wordErrorRate(transcript, text) * count;
    }
    // Measured: a third. The bound is what users are told to expect.
    expect(wrong / words).to.be.below(0.5);
  });
});
