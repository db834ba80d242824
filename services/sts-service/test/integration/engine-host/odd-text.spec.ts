import { expect } from 'chai';
import { startEngineHost, type EngineHost } from '../../../src/engine-host/engine-host.js';
import { openModelStore } from '../../../src/models/model-store.js';
import { needsPackages } from '../../support/skip.js';
import { testModels } from '../../support/test-models.js';

const wanted = ['marian-random', 'm2m100-random', 'nllb-random', 'mms-random', 'piper-random', 'kokoro-random'];

const texts: Readonly<Record<string, string>> = {
  empty: '',
  blank: ' \n\t ',
  emoji: '🎉👩‍👩‍👧‍👦🇪🇸',
  'mixed scripts': 'Hello мир 世界 שלום مرحبا 🙂 ñ',
  'marks only': '… — «» ?! ::',
  'a lone surrogate': 'bad \ud800 text',
  controls: 'a\u0000b\u0007c\u200f',
  'one endless word': 'a'.repeat(3000),
  'a very long text': 'The weather is fine today. '.repeat(60),
};

/** Typed errors that are an answer to a text; anything else is a fault of the engine. */
const refusals = ['TEXT_TOO_LONG'];

describe('odd texts', function () {
  this.timeout(120_000);
  let host: EngineHost;

  before(async function () {
    needsPackages(this, 'espeak-ng');
    const store = openModelStore({ dir: testModels });
    const without = { pocketsphinxModelDir: '/no/model', apertiumModesDir: '/no/modes' };
    host = await startEngineHost({ processes: 1, ...without, models: { store, wanted } });
    for (const { family, error } of host.catalogue().faults) if (family === 'onnx') throw error;
  });
  after(() => host?.close());

  for (const [name, text] of Object.entries(texts)) {
    it(`are answered or refused, and cost no process: ${name}`, async () => {
      const { pids } = host.stats();
      const { translators, synthesizers } = host.catalogue();
      const request = {
        sessionKey: 'a',
        deadlineAtMs: performance.now() + 100_000,
        signal: new AbortController().signal,
      };
      const language = (tags: readonly string[], supports: (tag: string) => boolean) => tags.find(supports) ?? '';
      const work = [
        ...translators
          .filter(({ family }) => family === 'onnx')
          .map(({ engine }) => engine.translate({ ...request, text, from: 'en', to: 'es' })),
        ...synthesizers
          .filter(({ family }) => family === 'onnx')
          .map(({ engine }) => {
            const tag = language(['es', 'en'], (each) => engine.supports(each));
            return engine.synthesize({ ...request, text, language: tag });
          }),
      ];
      expect(work).to.have.length(wanted.length);
      for (const result of await Promise.allSettled(work)) {
        if (result.status === 'rejected') expect((result.reason as { code: string }).code).to.be.oneOf(refusals);
      }
      expect(host.stats().pids).to.deep.equal(pids);
    });
  }
});
