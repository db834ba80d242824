import { expect } from 'chai';
import { speakableLines } from '../../../../../src/tts/onnx/text/speakable.js';

describe('speakableLines', () => {
  it('leaves out emoji in all their forms, and keeps digits and signs', () => {
    expect(speakableLines('Goal 👍🏽! 👨‍👩‍👧 🇪🇸 1️⃣ ❤️ 5 % #1', 'en')).to.deep.equal(['Goal ! 1 5 % #1']);
  });

  it('has nothing to say for what is no speech', () => {
    for (const text of ['', ' \n\t ', '🎉🎉', '... — !!!', '\u0000\u0007', '\uD800']) {
      expect(speakableLines(text, 'en'), JSON.stringify(text)).to.deep.equal([]);
    }
  });

  it('keeps what the language can be written in', () => {
    expect(speakableLines('Hola привет мир 你好 café', 'es')).to.deep.equal(['Hola café']);
    expect(speakableLines('Привет, world 你好', 'ru')).to.deep.equal(['Привет, world']);
    expect(speakableLines('東京タワーは Tokyo にある', 'ja')).to.deep.equal(['東京タワーは Tokyo にある']);
    expect(speakableLines('Салом дунё', 'uz-Cyrl')).to.deep.equal(['Салом дунё']);
  });

  it('composes characters and takes out what is not seen', () => {
    expect(speakableLines('Cafe\u0301 da\u00ADta\u200B\uFEFF', 'en')).to.deep.equal(['Café data']);
  });

  it('keeps the joiner that Indic scripts need', () => {
    expect(speakableLines('क्\u200Dष', 'hi')).to.deep.equal(['क्\u200Dष']);
  });

  it('makes a line of each line and single spaces of any', () => {
    expect(speakableLines('One\u00A0 two\r\n\r\n three\u2028four', 'en')).to.deep.equal(['One two', 'three', 'four']);
  });

  it('does not fail for a language that is none', () => {
    expect(speakableLines('a', 'not a tag')).to.deep.equal(['a']);
  });
});
