import { expect } from 'chai';
import type { Offer } from '../../../src/pipeline/catalogue.js';
import { chooseSpeaker } from '../../../src/pipeline/choose-voice.js';
import type { SpeechSynthesizer } from '../../../src/pipeline/seams.js';
import { ScriptedSynthesizer } from '../../../src/pipeline/testing/fakes.js';

const speaker = (name: string, voices: readonly string[] | 'any'): Offer<SpeechSynthesizer> => ({
  engine: new ScriptedSynthesizer(undefined, ['es'], name, voices),
  family: 'onnx',
});
const piper = speaker('piper-es', []);
const kokoro = speaker('kokoro', ['ef_dora', 'em_alex']);
const far = speaker('remote:tts-1', 'any');

describe('chooseSpeaker', () => {
  const choose = (speakers: [Offer<SpeechSynthesizer>, ...Offer<SpeechSynthesizer>[]], voice?: string) => {
    const { offer, voice: chosen } = chooseSpeaker(
      speakers,
      'es',
      voice === undefined
        ? []
        : [
            { language: 'ca', voice: 'other' },
            { language: 'es', voice },
          ],
    );
    return [offer.engine.name, chosen];
  };

  it('takes the best one where no voice is asked for', () => {
    expect(choose([piper, kokoro])).to.deep.equal(['piper-es', undefined]);
    expect(chooseSpeaker([piper], 'es', [{ language: 'ca', voice: 'other' }]).voice).to.equal(undefined);
  });

  it('takes the best one that has the voice; one that keeps its voices to itself may have it', () => {
    expect(choose([piper, kokoro], 'em_alex')).to.deep.equal(['kokoro', 'em_alex']);
    expect(choose([far, kokoro], 'em_alex')).to.deep.equal(['remote:tts-1', 'em_alex']);
  });

  it('refuses a voice that none has, with its field and the voices that there are', () => {
    expect(() => choose([piper, kokoro], 'nobody'))
      .to.throw('no engine has a voice "nobody" for es: piper-es has none to choose; kokoro has ef_dora, em_alex')
      .that.includes({ code: 'VOICE_UNKNOWN', field: 'voices.1' });
  });

  it('does not list hundreds of voices', () => {
    const many = speaker(
      'libritts',
      Array.from({ length: 904 }, (_, n) => String(n)),
    );
    expect(() => choose([many], 'nobody')).to.throw('23 and 880 more');
  });
});
