import { expect } from 'chai';
import { kokoroSounds } from '../../../../../src/tts/onnx/kokoro/sounds.js';

describe('sounds of Kokoro', () => {
  it('are one sign for a diphthong or an affricate', () => {
    expect(kokoroSounds('ðə kˈe^ɪk ænd d^ʒˈɔ^ɪ', 'en-US')).to.equal('ðə kˈAk ænd ʤˈY');
    expect(kokoroSounds('t^ʃˈa^ɪka t^sa d^z', 'it')).to.equal('ʧˈIka ʦa ʣ');
  });

  it('have American vowels without length and with r', () => {
    expect(kokoroSounds('bˈɜːd fˈɑːðɚ ɡˈo^ʊ bˈɑːɾə^l', 'en-US')).to.equal('bˈɜɹd fˈɑðəɹ ɡˈO bˈɑTᵊl');
  });

  it('have British vowels with length', () => {
    expect(kokoroSounds('ðˈeə hˈiə ɡˈə^ʊ bˈɑːθ', 'en-GB')).to.equal('ðˈɛː hˈɪə ɡˈQ bˈɑːθ');
  });

  it('put a syllabic consonant behind a weak vowel', () => {
    expect(kokoroSounds('bˈʌʔn\u0329 sˈʌdn\u0329', 'en-US')).to.equal('bˈʌtn sˈʌdᵊn');
  });

  it('are plain IPA in other languages', () => {
    expect(kokoroSounds('bwˈenas nˈot^ʃes', 'es')).to.equal('bwˈenas nˈoʧes');
  });
});
