import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { encodeVideo } from '../../../src/programme/encode/video.js';
import { FRAME_RATE, LOOP_UNIT_MS } from '../../../src/programme/format.js';
import { Picture } from '../../../src/programme/picture/picture.js';
import { scheduleScript } from '../../../src/programme/schedule.js';
import { readScript } from '../../../src/programme/script.js';
import { composeSoundtrack } from '../../../src/programme/sound/soundtrack.js';
import { speak } from '../../../src/programme/sound/speech.js';
import { clipManifest } from '../../support/clip.js';

const script = readScript();
const sentences = script.sections.flatMap((section) => section.sentences);
const schedule = scheduleScript(
  script,
  sentences.map(({ text }) => text.length * 55),
);

describe('the built-in programme', () => {
  it('lasts two to three minutes and whole frames of both tracks', () => {
    expect(schedule.durationMs).to.be.within(120_000, 180_000);
    expect(schedule.durationMs % LOOP_UNIT_MS).to.equal(0);
  });

  it('says every sentence once, in order, and pauses between them', () => {
    expect(schedule.sentences.map(({ text }) => text)).to.deep.equal(sentences.map(({ text }) => text));
    schedule.sentences.slice(1).forEach((sentence, index) => {
      expect(sentence.startMs - (schedule.sentences[index]?.endMs ?? 0)).to.be.at.least(600);
    });
  });

  it('never speaks over a beep', () => {
    for (const beepMs of schedule.beepsMs) {
      for (const { startMs, endMs } of schedule.sentences) {
        expect(endMs < beepMs - 500 || startMs > beepMs + 700, `${startMs} to ${endMs} over ${beepMs}`).to.equal(true);
      }
    }
  });

  it('has at least two voices, and words to look for in each language', () => {
    expect(new Set(sentences.map(({ voice }) => voice)).size).to.be.at.least(2);
    for (const { text, expect: words } of sentences) {
      expect(words['es'], text).to.be.an('array').that.is.not.empty;
      expect(words['ca'], text).to.be.an('array').that.is.not.empty;
    }
  });

  it('is spoken the same way each time', async () => {
    const [first, second] = [await speak('slt', 'Good evening.'), await speak('slt', 'Good evening.')];
    expect(Buffer.from(first.buffer).equals(Buffer.from(second.buffer))).to.equal(true);
  });

  it('is drawn and encoded the same way each time', async () => {
    const make = async (): Promise<string> => {
      const picture = new Picture(clipManifest, 'Twice');
      const tags = await encodeVideo(2 * FRAME_RATE, (index) => picture.frame(index));
      return createHash('sha256')
        .update(Buffer.concat(tags.map(({ body }) => body)))
        .digest('hex');
    };
    expect(await make()).to.equal(await make());
  });

  it('flashes for three frames when the beep begins', () => {
    const picture = new Picture(clipManifest, 'Flash');
    const white = [148, 149, 150, 151, 152, 153, 154].filter((index) => picture.frame(index)[0] === 235);
    expect(white).to.deep.equal([150, 151, 152]);
    const { left } = composeSoundtrack(clipManifest, []);
    const loudest = left.slice(5 * 48_000, 5.1 * 48_000).reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
    expect(loudest).to.be.greaterThan(0.1);
    expect(left.slice(4.9 * 48_000, 5 * 48_000).every((value) => Math.abs(value) < 0.05)).to.equal(true);
  });
});
