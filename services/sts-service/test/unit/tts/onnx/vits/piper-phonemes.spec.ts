import { expect } from 'chai';
import { parsePiperConfig } from '../../../../../src/tts/onnx/vits/piper-config.js';
import {
  idsOfSymbols,
  knownSymbols,
  symbolsOfLetters,
  symbolsOfPhonemes,
} from '../../../../../src/tts/onnx/vits/piper-phonemes.js';

const config = (more: object = {}) =>
  parsePiperConfig(
    {
      audio: { sample_rate: 22_050 },
      espeak: { voice: 'en-us' },
      phoneme_id_map: {
        _: [0],
        '^': [1],
        $: [2],
        ' ': [3],
        a: [14],
        b: [15],
        c: [16],
        '\u0327': [140],
        ',': [8],
        '.': [10],
        aɪ: [161],
      },
      ...more,
    },
    'v.onnx',
  );
const clause = (phonemes: string, mark: '' | '.' | ',', endsSentence: boolean) => ({
  text: '',
  phonemes,
  mark,
  endsSentence,
});
const texts = (clauses: readonly { symbols: readonly string[] }[]) => clauses.map(({ symbols }) => symbols.join('|'));

describe('symbols of Piper', () => {
  it('are decomposed characters and the mark of the clause', () => {
    const clauses = [clause('çˈa', ',', false), clause('b', '.', true)];
    expect(texts(symbolsOfPhonemes(clauses, config()))).to.deep.equal(['c|\u0327|ˈ|a|,| ', 'b|.']);
  });

  it('are kept apart where a clause has no mark', () => {
    expect(texts(symbolsOfPhonemes([clause('a', '', false), clause('b', '', true)], config()))).to.deep.equal([
      'a| ',
      'b',
    ]);
  });

  it('are replaced and put together as the voice says', () => {
    const own = config({ phoneme_map: { x: ['b', 'b'] }, vowel_clusters: [['a', 'ɪ']] });
    expect(texts(symbolsOfPhonemes([clause('xaɪa', '', true)], own))).to.deep.equal(['b|b|aɪ|a']);
  });

  it('are letters for voices that read text', () => {
    const own = config({ phoneme_type: 'text' });
    expect(texts(symbolsOfLetters(['Ab, ç. B'], own))).to.deep.equal(['a|b|,| ', 'c|\u0327|.', 'b']);
  });

  it('become numbers with padding between all of them', () => {
    const [known] = knownSymbols([{ symbols: ['a', '?', 'b'], endsSentence: true }], config());
    expect(known?.symbols).to.deep.equal(['a', 'b']);
    expect(idsOfSymbols(known?.symbols ?? [], config())).to.deep.equal([1, 0, 14, 0, 15, 0, 2]);
  });
});
