import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { SpeechGate } from '../../../../src/asr/speech-gate.js';
import { loadEngine } from '../../../../src/engine-host/load/load-engine.js';
import type { LoadedEngine } from '../../../../src/engine-host/load/loaded-engine.js';
import { loadRecognizer } from '../../../../src/engine-host/load/recognizer.js';
import { engineStages, type ModelEngine } from '../../../../src/models/model.js';
import { speak } from '../../../support/flite.js';
import { rejection } from '../../../support/rejection.js';
import { needsPackages } from '../../../support/skip.js';
import { testModels } from '../../../support/test-models.js';

const speechModelFile = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
const models: Partial<Record<ModelEngine, string>> = { whisper: 'whisper-programme', moonshine: 'moonshine-random' };
const recognizers = (Object.keys(engineStages) as ModelEngine[]).filter((engine) => engineStages[engine] === 'asr');

/** A gate that takes everything for speech. */
const open = new SpeechGate(() => ({ frameSamples: 512, probability: () => Promise.resolve(1) }));

/** Mono, 16 kHz, s16le, the same each time. */
function noise(durationS: number): Buffer {
  const samples = new Int16Array(durationS * 16_000);
  let state = 1;
  for (let at = 0; at < samples.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    samples[at] = (state / 2 ** 32 - 0.5) * 8000;
  }
  return Buffer.from(samples.buffer);
}

/** What each of the sounds, given at the same time, is answered. */
function hearAll(engine: LoadedEngine, sounds: readonly Buffer[], signals: readonly AbortSignal[] = []) {
  const units = sounds.map((pcm, index) => {
    return { work: { pcm, language: 'en' }, signal: signals[index] ?? new AbortController().signal };
  });
  return (engine.perform.recognize?.(units) ?? []).map(async (answer) => (await answer).text);
}

async function hear(engine: LoadedEngine, pcm: Buffer): Promise<string | undefined> {
  return hearAll(engine, [pcm])[0];
}

describe('a recogniser that is loaded', function () {
  this.timeout(60_000);

  for (const engine of recognizers) {
    it(`does not get to hear noise, of which it would make words: ${engine}`, async () => {
      const load = { engine, folder: join(testModels, models[engine] ?? '?'), provider: 'cpu', threads: 1 } as const;
      const [guarded, bare] = await Promise.all([loadEngine({ load, speechModelFile }), loadRecognizer(load, open)]);
      try {
        expect(await hear(bare, noise(3)), 'without a gate').to.match(/\w/);
        expect(await hear(guarded, noise(3)), 'as the service loads it').to.equal('');
      } finally {
        await Promise.all([guarded.close(), bare.close()]);
      }
    });
  }

  it('gets to hear speech', async function () {
    needsPackages(this, 'flite');
    const load = {
      engine: 'whisper',
      folder: join(testModels, 'whisper-programme'),
      provider: 'cpu',
      threads: 1,
    } as const;
    const engine = await loadEngine({ load, speechModelFile });
    try {
      const sentence = 'Good evening and welcome to the news.';
      expect(await hear(engine, speak(sentence, 'slt'))).to.equal(sentence);
    } finally {
      await engine.close();
    }
  });

  it('gets to hear speech that is given together with noise, and with speech that nobody waits for', async function () {
    needsPackages(this, 'flite');
    const folder = join(testModels, 'whisper-programme');
    const load = { engine: 'whisper', folder, provider: 'cpu', threads: 1, batch: 4 } as const;
    const engine = await loadEngine({ load, speechModelFile });
    try {
      expect(engine.mostTogether).to.equal(4);
      const sentences = ['Good evening and welcome to the news.', 'Good night.'];
      const speech = sentences.map((text) => speak(text, 'slt'));
      const alone = await Promise.all(speech.map((pcm) => hear(engine, pcm)));
      const sounds = [noise(3), ...speech, ...speech.slice(0, 1)];
      const never = new AbortController().signal;
      const [silent, first, second, given] = hearAll(engine, sounds, [never, never, never, AbortSignal.abort()]);
      expect(await rejection(given as Promise<unknown>)).to.include({ code: 'ABORTED' });
      expect(await Promise.all([silent, first, second])).to.deep.equal(['', ...alone]);
      expect(alone[0]).to.equal(sentences[0]);
    } finally {
      await engine.close();
    }
  });
});
