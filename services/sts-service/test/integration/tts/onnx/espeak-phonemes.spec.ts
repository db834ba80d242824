import { expect } from 'chai';
import { EspeakPhonemes } from '../../../../src/tts/onnx/phonemes/espeak-phonemes.js';
import { parsePiperConfig } from '../../../../src/tts/onnx/vits/piper-config.js';
import { symbolsOfPhonemes } from '../../../../src/tts/onnx/vits/piper-phonemes.js';
import { rejection } from '../../../support/rejection.js';
import { needsPackages } from '../../../support/skip.js';

const never = new AbortController().signal;

/** What piper-phonemize 1.1.0 makes of a text, a line for each sentence. */
const ofPiper: readonly (readonly [voice: string, text: string, ...sentences: string[]])[] = [
  ['en-us', 'Good evening and welcome to the news.', 'ɡˈʊd ˈiːvnɪŋ ænd wˈɛlkʌm tə ðə nˈuːz.'],
  [
    'en-us',
    'The children, who were late, ran home; nobody saw them!',
    'ðə tʃˈɪldɹən, hˌuː wɜː lˈeɪt, ɹˈæn hˈoʊm; nˈoʊbɑːdi sˈɔː ðˌɛm!',
  ],
  ['en-us', '"No," she said. "Never!"', 'nˈoʊ, ʃiː sˈɛd.', 'nˈɛvɚ!'],
  ['es', 'Hola, ¿qué tal? ¡Muy bien!', 'ˈola, kˈe tˈal?', 'mˈuj βjˈen!'],
  ['es', 'El hotel Ritz de New York.', 'el otˈel rˈitθ ðe nˈew ʝˈoɾk.'],
  ['ca', "L'any vinent hi haurà més arbres a la ciutat.", 'lˈaɲ ʋinˈen ˈi ɐwɾˈa mˈes ˈarβɾəs ɐ lɐ siwtˈat.'],
  ['pt-br', 'Você já comeu a canja?', 'vosˌe ʒˈa komˈeʊ a kˈɐ̃ŋʒæ?'],
];

describe('phonemes of eSpeak NG', function () {
  this.timeout(30_000);

  before(function () {
    needsPackages(this, 'espeak-ng');
  });

  for (const [voice, text, ...sentences] of ofPiper) {
    it(`are Piper's for "${text}"`, async () => {
      const config = parsePiperConfig(
        { audio: { sample_rate: 1 }, espeak: { voice }, phoneme_id_map: { _: [0], '^': [1], $: [2] } },
        'voice.onnx',
      );
      const reader = await EspeakPhonemes.open({ voice }, never);
      const [line = []] = await reader.clausesOf([text], never);
      const spoken: string[] = [''];
      for (const { symbols, endsSentence } of symbolsOfPhonemes(line, config)) {
        spoken.push((spoken.pop() ?? '') + symbols.join(''), ...(endsSentence ? [''] : []));
      }
      expect(spoken.filter((sentence) => sentence !== '')).to.deep.equal(
        sentences.map((each) => each.normalize('NFD')),
      );
    });
  }

  it('tie the letters of a sound together where that is asked for', async () => {
    const reader = await EspeakPhonemes.open({ voice: 'en-us', tie: '^' }, never);
    const [line = []] = await reader.clausesOf(['joy'], never);
    expect(line.map(({ phonemes }) => phonemes)).to.deep.equal(['d^ʒˈɔ^ɪ']);
  });

  it('stay with their lines, without flags of language switches', async () => {
    const reader = await EspeakPhonemes.open({ voice: 'es' }, never);
    const lines = await reader.clausesOf(['uno, dos', 'the house', 'tres'], never);
    expect(lines.map((line) => line.length)).to.deep.equal([2, 1, 1]);
    expect(lines.flat().every(({ phonemes }) => phonemes !== '' && !/[()]/.test(phonemes))).to.equal(true);
    expect(lines.map((line) => line.at(-1)?.endsSentence)).to.deep.equal([true, true, true]);
  });

  it('are found clause by clause where eSpeak NG cuts elsewhere', async () => {
    const reader = await EspeakPhonemes.open({ voice: 'en-us' }, never);
    const long = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? 'a' : 'very')).join(' ');
    const [line = []] = await reader.clausesOf([`${long}, yes.`], never);
    expect(line.map(({ mark }) => mark)).to.deep.equal([',', '.']);
    expect(line[0]?.phonemes.split(' ').length).to.be.above(300);
    expect(line[1]?.phonemes).to.equal('jˈɛs');
  });

  it('are those of text, whatever it looks like', async () => {
    const reader = await EspeakPhonemes.open({ voice: 'en-us' }, never);
    const [[clause] = []] = await reader.clausesOf(['[[h@l]] --version <b>'], never);
    expect(clause?.phonemes).to.not.equal('hˈəl');
    expect(await reader.clausesOf([], never)).to.deep.equal([]);
  });

  it('need a voice that eSpeak NG has', async () => {
    const error = await rejection(EspeakPhonemes.open({ voice: 'xx-none' }, never));
    expect(error).to.include({ code: 'MODEL_INCOMPATIBLE', source: 'espeak-ng' });
    expect(error.message).to.contain('xx-none');
  });

  it('stop when the caller gives up', async () => {
    const reader = await EspeakPhonemes.open({ voice: 'en-us' }, never);
    const caller = new AbortController();
    const reading = reader.clausesOf(['yes'], caller.signal);
    caller.abort();
    expect(await rejection(reading)).to.include({ code: 'ABORTED' });
  });
});
