import { create, StreamInit, StreamReady, type EngineInfo } from '@dubbing/contracts';
import { expect } from 'chai';
import { unmetWishes } from '../../../src/sts-client/unmet-wishes.js';

const pcm = { encoding: 'pcm_s16le', sampleRateHz: 48_000, channels: 1 } as const;
const init = (wishes: Partial<StreamInit>) =>
  create(StreamInit, {
    protocol: { min: '1.0', max: '1.0' },
    streamId: 'news',
    sourceLanguage: 'en',
    targetLanguages: ['es', 'ca'],
    audio: pcm,
    replyAudio: pcm,
    ...wishes,
  });
const ready = (engines: EngineInfo[]) =>
  create(StreamReady, {
    sessionId: 'a',
    protocol: '1.0',
    resumed: false,
    engines,
    limits: { maxInFlight: 1, maxFragmentDurationMs: 1000, maxFragmentBytes: 1000, resumeWindowMs: 0 },
  });
const glossary = [{ term: 'Camp Nou' }];
const voices = [{ language: 'es', voice: 'ef_dora' }];
const common = { name: 'any', family: 'onnx' } as const;
const marian = { stage: 'translation', ...common, features: ['glossary', 'length'] } as const;
const kokoro = { stage: 'tts', language: 'es', ...common, voice: 'ef_dora' } as const;

describe('unmetWishes', () => {
  it('are none where nothing was asked for, whatever the server is', () => {
    expect(unmetWishes(init({}), ready([]))).to.equal(undefined);
    expect(unmetWishes(init({ glossary: [], voices: [] }), ready([]))).to.equal(undefined);
  });

  it('are none where every engine does what was asked for', () => {
    const engines = [
      { ...marian, features: [...marian.features], language: 'es' },
      { ...marian, features: [...marian.features], language: 'ca' },
      kokoro,
    ];
    expect(unmetWishes(init({ glossary, voices }), ready(engines))).to.equal(undefined);
  });

  it('name the languages of engines that do not, and all of them where the server does not know the fields', () => {
    const engines = [{ ...marian, features: ['glossary'], language: 'es' }, kokoro];
    expect(unmetWishes(init({ glossary, voices }), ready(engines))).to.deep.equal({ glossary: ['ca'], voices: [] });
    expect(unmetWishes(init({ glossary, voices }), ready([]))).to.deep.equal({
      glossary: ['es', 'ca'],
      voices: ['es'],
    });
  });
});
