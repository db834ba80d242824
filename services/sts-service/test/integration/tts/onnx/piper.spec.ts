import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Graph } from '../../../../src/onnx/graph.js';
import { floatTensor, floatsOf, longTensor } from '../../../../src/onnx/tensors.js';
import { openPiper } from '../../../../src/tts/onnx/vits/piper.js';
import { parsePiperConfig } from '../../../../src/tts/onnx/vits/piper-config.js';
import { idsOfSymbols } from '../../../../src/tts/onnx/vits/piper-phonemes.js';
import type { NeuralSynthesizer } from '../../../../src/tts/onnx/synthesizer.js';
import { rejection } from '../../../support/rejection.js';
import { needsPackages } from '../../../support/skip.js';
import { testModels } from '../../../support/test-models.js';

const signal = new AbortController().signal;
const folder = join(testModels, 'piper-random');
const manySpeakers = join(testModels, 'piper-speakers-random');
const open = (from: string) => openPiper({ folder: from, provider: 'cpu', threads: 1 });

/** What the Python runtime made of the same voice. */
interface Reference {
  readonly phonemes: string;
  readonly ids: readonly number[];
  readonly lengthScale: number;
  readonly speaker?: number;
  readonly samples: number;
  readonly rms: number;
  readonly first4096?: string;
}

async function readJson<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

function rmsOf(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

for (const [from, name] of [
  [folder, 'piper-random'],
  [manySpeakers, 'piper-speakers-random'],
] as const) {
  describe(`Piper's graph of ${name}`, () => {
    it('gets the same numbers and gives the same sound as in Python', async () => {
      const file = join(from, `${name}.onnx`);
      const config = parsePiperConfig(await readJson(`${file}.json`), file);
      const graph = await Graph.open({ file, provider: 'cpu', threads: 1, inputs: ['input'], outputs: ['output'] });
      for (const reference of await readJson<Reference[]>(from, 'reference.json')) {
        const ids = idsOfSymbols([...reference.phonemes.normalize('NFD')], config);
        expect(ids).to.deep.equal(reference.ids);
        const { output } = await graph.run(
          {
            input: longTensor(ids, [1, ids.length]),
            input_lengths: longTensor([ids.length], [1]),
            scales: floatTensor(Float32Array.of(0, reference.lengthScale, 0), [3]),
            ...(reference.speaker !== undefined && { sid: longTensor([reference.speaker], [1]) }),
          },
          graph.fetches(['output']),
        );
        const samples = output === undefined ? new Float32Array(0) : floatsOf(output);
        expect(samples).to.have.length(reference.samples);
        expect(rmsOf(samples)).to.be.closeTo(reference.rms, 1e-4);
        if (reference.first4096 === undefined) continue;
        const bytes = await readFile(join(from, reference.first4096));
        const theirs = new Float32Array(new Uint8Array(bytes).buffer);
        for (const [at, value] of theirs.entries()) expect(samples[at]).to.be.closeTo(value, 1e-5);
      }
      await graph.close();
    });
  });
}

describe('Piper', function () {
  this.timeout(60_000);
  let voice: NeuralSynthesizer;
  const speak = async (text: string, more: object = {}) =>
    (await voice.synthesize(text, { language: 'es', signal, ...more })).samples;

  before(async function () {
    needsPackages(this, 'espeak-ng');
    voice = await open(folder);
  });

  // It is not there when the suite was skipped.
  after(() => (voice as NeuralSynthesizer | undefined)?.close());

  it("speaks eSpeak NG's phonemes", async () => {
    // "ˈola mˈundo." is the first reference of the voice.
    const [reference] = await readJson<Reference[]>(folder, 'reference.json');
    const { samples, sampleRateHz } = await voice.synthesize('Hola mundo.', { language: 'es-MX', signal });
    expect(sampleRateHz).to.equal(22_050);
    expect(samples).to.have.length(reference?.samples ?? 0);
    expect(rmsOf(samples)).to.be.closeTo(reference?.rms ?? 0, 1e-4);
  });

  it('takes the pace into the model', async () => {
    const text = 'Buenas noches y bienvenidos a las noticias.';
    const natural = await speak(text);
    for (const pace of [0.8, 1.15, 1.35]) {
      const { samples, pace: taken } = await voice.synthesize(text, { language: 'es', pace, signal });
      expect(taken).to.equal(pace);
      // A sound lasts whole frames, so short ones cannot become shorter at will.
      expect(samples.length).to.be.closeTo(natural.length / pace, natural.length * 0.08);
    }
    const { pace } = await voice.synthesize(text, { language: 'es', pace: 9, signal });
    expect(pace).to.equal(voice.paceRange.fastest);
  });

  it('makes itself fit a slot once it knows how long it speaks', async () => {
    const text = 'Buenas noches y bienvenidos a las noticias.';
    const own = await open(folder);
    const natural = await own.synthesize(text, { language: 'es', signal });
    const naturalMs = (natural.samples.length / natural.sampleRateHz) * 1000;
    const slot = { targetMs: naturalMs / 1.1, maxMs: naturalMs / 1.1 };
    const fitted = await own.synthesize(text, { language: 'es', slot, signal });
    expect(fitted.pace).to.be.within(1.02, 1.15);
    expect(fitted.samples.length).to.be.below(natural.samples.length);
    await own.close();
  });

  it('says nothing for nothing, and what is left of the rest', async () => {
    for (const text of ['', '🎉', '¿?', 'привет', '你好', '\u0007']) {
      expect(await speak(text), JSON.stringify(text)).to.have.length(0);
    }
    const plain = await speak('Hola mundo');
    expect(await speak('Hola 🎉 мир mundo')).to.deep.equal(plain);
    expect((await speak('Son 3,5 millones.')).length).to.be.above((await speak('Son millones.')).length);
  });

  it('speaks long text in pieces, and stops between two of them', async () => {
    const text = 'Una frase, y otra que no termina nunca porque sigue y sigue '.repeat(30);
    expect((await speak(text)).length).to.be.above((await speak('Una frase')).length * 30);
    const caller = new AbortController();
    const speaking = voice.synthesize('Una frase. '.repeat(50), { language: 'es', signal: caller.signal });
    setImmediate(() => {
      caller.abort();
    });
    expect(await rejection(speaking)).to.include({ code: 'ABORTED' });
  });

  it('speaks with each of its speakers', async () => {
    const many = await open(manySpeakers);
    expect(many.voices).to.deep.equal(['speaker-0', 'speaker-1', 'speaker-2']);
    const say = async (speaker?: string) =>
      (
        await many.synthesize('Hello world.', {
          language: 'en',
          signal,
          ...(speaker !== undefined && { voice: speaker }),
        })
      ).samples;
    const [first, second, usual] = [await say('speaker-0'), await say('speaker-1'), await say()];
    expect(usual).to.deep.equal(first);
    expect(second).to.not.deep.equal(first);
    const error = await rejection(say('speaker-3'));
    expect(error).to.include({ code: 'VOICE_UNKNOWN', field: 'voice' });
    expect(error.message).to.contain('speaker-2');
    await many.close();
  });

  it('waits for what is spoken before it closes, and closes once', async () => {
    const own = await open(folder);
    const speaking = own.synthesize('Hola mundo.', { language: 'es', signal });
    await Promise.all([own.close(), own.close()]);
    expect((await speaking).samples.length).to.be.above(0);
  });

  describe('with a folder that is not right', () => {
    let copy: string;

    beforeEach(async () => {
      copy = await mkdtemp(join(tmpdir(), 'piper-'));
      await cp(folder, copy, { recursive: true });
    });

    afterEach(async () => {
      await rm(copy, { recursive: true, force: true });
    });

    const change = async (more: object) => {
      const file = join(copy, 'piper-random.onnx.json');
      await writeFile(file, JSON.stringify({ ...(await readJson<object>(file)), ...more }));
    };

    it('names what is missing', async () => {
      await rm(join(copy, 'piper-random.onnx.json'));
      expect(await rejection(open(copy))).to.include({ code: 'MODEL_UNAVAILABLE', source: copy });
      expect(await rejection(open(join(copy, 'none')))).to.include({ code: 'MODEL_UNAVAILABLE' });
    });

    it('refuses what it cannot speak', async () => {
      await change({ espeak: { voice: 'xx-none' } });
      expect((await rejection(open(copy))).message).to.contain('xx-none');
      await change({ espeak: { voice: 'es' }, phoneme_type: 'pinyin' });
      expect(await rejection(open(copy))).to.include({ code: 'MODEL_INCOMPATIBLE' });
      await change({ phoneme_type: 'espeak', num_speakers: 2 });
      expect((await rejection(open(copy))).message).to.contain('sid');
    });

    it('reads letters where the voice does', async () => {
      await change({ phoneme_type: 'text' });
      const reader = await open(copy);
      const { samples } = await reader.synthesize('Hola mundo.', { language: 'es', signal });
      expect(samples.length).to.be.above(0);
      await reader.close();
    });
  });
});
