import { int16View, rms } from '@dubbing/common';
import { expect } from 'chai';
import { Espeak } from '../../../src/tts/builtin/espeak.js';
import { runProgram } from '../../../src/tts/builtin/run-program.js';
import { rejection } from '../../support/rejection.js';
import { needsPackages } from '../../support/skip.js';

const never = new AbortController().signal;
const sentences: Readonly<Record<string, string>> = {
  es: 'El próximo año habrá más árboles en la ciudad.',
  ca: "L'any vinent hi haurà més arbres a la ciutat.",
  'es-419': 'Buenas noches.',
};

describe('eSpeak NG', function () {
  this.timeout(30_000);
  let espeak: Espeak;

  before(async function () {
    needsPackages(this, 'espeak-ng');
    espeak = await Espeak.start(never);
  });

  for (const [language, text] of Object.entries(sentences)) {
    it(`speaks ${language}`, async () => {
      const { pcm, sampleRateHz } = await espeak.speak(text, language, never);
      expect(sampleRateHz).to.equal(22_050);
      expect(pcm.length / 2 / sampleRateHz).to.be.within(0.5, 5);
      expect(rms(int16View(pcm))).to.be.above(0.02);
    });
  }

  it('speaks faster when it is told to', async () => {
    const hasty = await Espeak.start(never, { wordsPerMinute: 300 });
    const text = sentences['es'] ?? '';
    const [natural, fast] = await Promise.all([espeak.speak(text, 'es', never), hasty.speak(text, 'es', never)]);
    expect(fast.pcm.length).to.be.below(natural.pcm.length * 0.8);
  });

  it('speaks as another person, in the same language', async () => {
    const text = sentences['es'] ?? '';
    expect(espeak.variants).to.include.members(['f2', 'm3']);
    const [usual, other] = await Promise.all([espeak.speak(text, 'es', never), espeak.speak(text, 'es', never, 'f2')]);
    expect(rms(int16View(other.pcm))).to.be.above(0.02);
    expect(other.pcm.equals(usual.pcm)).to.equal(false);
    expect(await rejection(espeak.speak(text, 'es', never, 'nobody'))).to.include({ code: 'VOICE_UNKNOWN' });
  });

  it('takes text as text, whatever it looks like', async () => {
    const { pcm } = await espeak.speak('--version <b>hola</b>', 'es', never);
    expect(rms(int16View(pcm))).to.be.above(0.02);
  });

  it('says nothing for nothing', async () => {
    const { pcm } = await espeak.speak('', 'es', never);
    expect(rms(int16View(pcm))).to.equal(0);
  });

  it('has no voice for a language that it does not know', async () => {
    expect(espeak.supports('es-MX')).to.equal(true);
    expect(espeak.supports('xx')).to.equal(false);
    expect(await rejection(espeak.speak('hola', 'xx', never))).to.include({ code: 'LANGUAGE_UNSUPPORTED' });
  });

  it('stops when the caller gives up', async () => {
    const caller = new AbortController();
    const speaking = espeak.speak('hola', 'es', caller.signal);
    caller.abort();
    expect(await rejection(speaking)).to.include({ code: 'ABORTED' });
  });
});

describe('runProgram', () => {
  const request = { args: [], debianPackage: 'some-package', signal: never };

  it('names the package of a program that is not there', async () => {
    const error = await rejection(runProgram({ ...request, program: 'no-such-program' }));
    expect(error).to.include({ code: 'SYSTEM_PACKAGE_MISSING', source: 'some-package' });
  });

  it('tells how a program failed', async () => {
    const args = ['-c', 'echo broken voice >&2; exit 4'];
    const error = await rejection(runProgram({ ...request, program: 'sh', args }));
    expect(error).to.include({ code: 'ENGINE_FAILED', source: 'sh' });
    expect(error.message).to.contain('code 4').and.contain('broken voice');
  });
});
