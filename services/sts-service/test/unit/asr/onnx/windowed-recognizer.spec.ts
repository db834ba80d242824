import { expect } from 'chai';
import {
  WindowedRecognizer,
  type HeardWindow,
  type WindowModel,
  type WindowPiece,
  type WindowRequest,
} from '../../../../src/asr/onnx/windowed-recognizer.js';
import { rejection } from '../../../support/rejection.js';
import { tone } from '../../../support/tone.js';

const signal = new AbortController().signal;

/** A model that hears a second at once, and notes what it was asked. */
class SecondModel implements WindowModel {
  readonly languages = ['en'];
  readonly provider = 'cpu';
  readonly windowSamples = 16_000;
  readonly asked: (WindowRequest & { readonly samples: number })[] = [];
  readonly log: string[] = [];

  languageOf(language: string): string | undefined {
    return language === 'auto' ? undefined : `<${language}>`;
  }

  async hear(samples: Float32Array, request: WindowRequest): Promise<HeardWindow> {
    this.asked.push({ ...request, samples: samples.length });
    this.log.push('begin');
    request.onPartial?.(() => `grows ${this.asked.length}`);
    await Promise.resolve();
    this.log.push('end');
    const text = `piece ${this.asked.length}`;
    return {
      text,
      language: '<en>',
      languageTag: 'en',
      segments: [{ startMs: 0, endMs: 500, text, words: [{ startMs: 100, endMs: 200, text }] }],
      noSpeechProbability: 0.2 * this.asked.length,
      meanLogProbability: -this.asked.length,
      chosenTokens: 2,
    };
  }

  close(): Promise<void> {
    this.log.push('close');
    return Promise.resolve();
  }
}

/** Loud, with a pause around 0.8 s of each second. */
function longSound(): Float32Array {
  const samples = tone(300, 2000, 16_000);
  samples.fill(0, 12_000, 15_000);
  return samples;
}

describe('WindowedRecognizer', () => {
  it('says nothing about nothing, and does not ask the model', async () => {
    const model = new SecondModel();
    const recognizer = new WindowedRecognizer(model);
    for (const samples of [new Float32Array(0), new Float32Array(50_000), tone(300, 50, 16_000)]) {
      expect(await recognizer.recognize(samples, { language: 'en', signal })).to.deep.equal({ text: '', segments: [] });
    }
    expect(model.asked).to.deep.equal([]);
  });

  it('cuts long sound, and tells the times of the whole', async () => {
    const model = new SecondModel();
    const heard = await new WindowedRecognizer(model).recognize(longSound(), { language: 'en', signal });
    const [first, second] = model.asked;
    expect(model.asked.reduce((sum, { samples }) => sum + samples, 0)).to.equal(32_000);
    expect(first?.samples).to.be.within(12_000, 15_000);
    const byMs = Math.round((first?.samples ?? 0) / 16);
    expect(heard.segments[1]).to.deep.include({ startMs: byMs, endMs: byMs + 500 });
    expect(heard.segments[1]?.words?.[0]).to.deep.include({ startMs: byMs + 100, endMs: byMs + 200 });
    expect(second?.previous).to.equal('piece 1');
  });

  it('joins what the pieces say', async () => {
    const model = new SecondModel();
    const heard = await new WindowedRecognizer(model).recognize(longSound().subarray(0, 28_000), {
      language: 'en',
      signal,
    });
    expect(heard).to.deep.include({ text: 'piece 1 piece 2', noSpeechProbability: 0.2, language: 'en' });
    expect(heard.confidence).to.be.closeTo(Math.exp(-1.5), 1e-9);
  });

  it('shows what a piece says so far behind what was said before it', async () => {
    const shown: string[] = [];
    const options = { language: 'en', signal, onPartial: (text: () => string) => shown.push(text().trim()) };
    await new WindowedRecognizer(new SecondModel()).recognize(longSound().subarray(0, 28_000), options);
    expect(shown).to.deep.equal(['grows 1', 'piece 1 grows 2']);
  });

  it('asks no piece to show anything where nobody looks', async () => {
    const model = new SecondModel();
    await new WindowedRecognizer(model).recognize(longSound(), { language: 'en', signal });
    for (const request of model.asked) expect(request).not.to.have.property('onPartial');
  });

  it('gives the prefix to the first piece and what was said before to all', async () => {
    const model = new SecondModel();
    const options = { language: 'en', prefix: ' so far ', previous: 'Before.', signal };
    await new WindowedRecognizer(model).recognize(longSound().subarray(0, 28_000), options);
    expect(model.asked.map(({ prefix }) => prefix)).to.deep.equal(['so far', '']);
    expect(model.asked.map(({ previous }) => previous)).to.deep.equal(['Before.', 'Before. piece 1']);
  });

  it('stays with the language that the first piece was found to be in', async () => {
    const model = new SecondModel();
    await new WindowedRecognizer(model).recognize(longSound().subarray(0, 28_000), { language: 'auto', signal });
    expect(model.asked.map(({ language }) => language)).to.deep.equal([undefined, '<en>']);
  });

  it('works on one sound after the other, and closes after the last', async () => {
    const model = new SecondModel();
    const recognizer = new WindowedRecognizer(model);
    const sound = tone(300, 500, 16_000);
    const both = [
      recognizer.recognize(sound, { language: 'en', signal }),
      recognizer.recognize(sound, { language: 'en', signal }),
    ];
    await Promise.all([...both, recognizer.close(), recognizer.close()]);
    expect(model.log).to.deep.equal(['begin', 'end', 'begin', 'end', 'close']);
  });

  it('hears the first pieces of sounds that are given together at once, and later ones one by one', async () => {
    const model = new SecondModel();
    const together: number[][] = [];
    const hearAll = (pieces: readonly WindowPiece[]) => {
      together.push(pieces.map(({ samples }) => samples.length));
      return pieces.map(({ samples, ...request }) => model.hear(samples, request));
    };
    const recognizer = new WindowedRecognizer(Object.assign(model, { hearAll }));
    const short = tone(300, 500, 16_000);
    const long = longSound().subarray(0, 28_000);
    const sounds = [long, new Float32Array(8000), short, long].map((samples) => ({
      samples,
      language: 'en',
      signal,
    }));
    const heard = await Promise.all(recognizer.recognizeAll(sounds));
    expect(together).to.have.length(1);
    expect(together[0]).to.have.length(3).and.to.include(short.length);
    expect(heard.map(({ segments }) => segments.length)).to.deep.equal([2, 0, 1, 2]);
    expect(model.asked).to.have.length(5);
    expect(model.log.slice(6)).to.deep.equal(['begin', 'end', 'begin', 'end']);
    // What is left when the others say nothing goes by itself.
    await Promise.all(recognizer.recognizeAll(sounds.slice(1, 3)));
    await Promise.all(recognizer.recognizeAll(sounds.slice(1, 2)));
    expect(together).to.have.length(1);
    expect(model.asked).to.have.length(6);
  });

  it('stops between pieces when the caller gives up', async () => {
    const controller = new AbortController();
    const model = new SecondModel();
    const hear = model.hear.bind(model);
    model.hear = (samples, request) => {
      controller.abort();
      return hear(samples, request);
    };
    const hearing = new WindowedRecognizer(model).recognize(longSound(), { language: 'en', signal: controller.signal });
    expect(await rejection(hearing)).to.include({ code: 'ABORTED' });
    expect(model.asked).to.have.length(1);
  });

  it('refuses sound that is not made of numbers', async () => {
    const samples = longSound();
    samples[3] = Number.NaN;
    const hearing = new WindowedRecognizer(new SecondModel()).recognize(samples, { language: 'en', signal });
    expect(await rejection(hearing)).to.include({ code: 'AUDIO_INVALID' });
  });
});
