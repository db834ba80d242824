import { Backoff } from '@dubbing/common';
import { expect } from 'chai';
import { startEngineHost, type EngineHost } from '../../../src/engine-host/engine-host.js';
import { openModelStore } from '../../../src/models/model-store.js';
import type { Translator } from '../../../src/pipeline/seams.js';
import { openTranslator } from '../../../src/translation/onnx/open-translator.js';
import { rejection } from '../../support/rejection.js';
import { testModels } from '../../support/test-models.js';

const never = new AbortController().signal;
const long = 'This is a long text, and nobody waits for its end. '.repeat(60);
const texts = [
  ['They won.', 'es'],
  ['The minister said that the new bridge will be open before the summer.', 'ca'],
  ['What a pass! Thank you for watching.', 'fr'],
  ['Good night.', 'pt-BR'],
  ['There are 22 players on the field.', 'es'],
] as const;

describe('a process that works on several jobs together', function () {
  this.timeout(30_000);
  let host: EngineHost;
  let marian: Translator;

  /** Each of a session of its own. */
  const translate = (text: string, to = 'es', signal = never) => {
    const deadlineAtMs = performance.now() + 600_000;
    return marian.translate({ sessionKey: text, text, from: 'en', to, deadlineAtMs, signal });
  };

  /** Gives these jobs to the process at the same time: they wait until it is done with another one. */
  async function together<T>(...jobs: (() => Promise<T>)[]): Promise<Promise<T>[]> {
    const first = translate('First.');
    const asked = jobs.map((job) => job());
    // What fails is for the test to see.
    for (const each of asked) each.catch(() => {});
    await first;
    return asked;
  }

  before(async () => {
    const store = openModelStore({ dir: testModels });
    host = await startEngineHost({
      processes: 1,
      pocketsphinxModelDir: '/no/model',
      apertiumModesDir: '/no/modes',
      backoff: () => new Backoff({ initialMs: 1, maxMs: 1 }),
      models: { store, wanted: ['marian-random'], batch: 3 },
    });
    const offer = host.catalogue().translators.find(({ engine }) => engine.name === 'marian-random');
    if (offer === undefined) throw new Error('marian-random is not offered');
    marian = offer.engine;
  });
  after(() => host?.close());

  it('answers each as if it were alone', async () => {
    const alone = await openTranslator({ folder: `${testModels}marian-random`, provider: 'cpu', threads: 1 });
    const asked = await together(
      ...texts.map(
        ([text, to]) =>
          () =>
            translate(text, to),
      ),
    );
    expect(host.stats().translation).to.include({ busy: 1, queued: 2 });
    for (const [index, [text, to]] of texts.entries()) {
      const expected = await alone.translate(text, { from: 'en', to, signal: never });
      expect((await asked[index])?.text).to.equal(expected.text);
    }
    await alone.close();
  });

  it('loses all of them when it is killed, and nothing that waits', async () => {
    const [one, two, three, kept] = await together(
      ...['1', '2', '3'].map((mark) => () => translate(`${mark} ${long}`)),
      () => translate('This is kept.'),
    );
    expect(host.stats().translation).to.include({ busy: 1, queued: 1 });
    process.kill(host.stats().pids[0] as number, 'SIGKILL');
    for (const lost of [one, two, three]) {
      expect(await rejection(lost as Promise<unknown>)).to.include({ code: 'ENGINE_CRASHED', retryable: true });
    }
    expect((await kept)?.text).to.not.equal('');
    expect(host.stats().restarts).to.equal(1);
  });

  it('cancels one and goes on with the others', async () => {
    const { pids } = host.stats();
    const caller = new AbortController();
    const [given, kept] = await together(
      () => translate(long, 'es', caller.signal),
      () => translate('This is kept.'),
    );
    caller.abort();
    expect(await rejection(given as Promise<unknown>)).to.include({ code: 'ABORTED' });
    expect((await kept)?.text).to.not.equal('');
    expect((await translate('Next.')).text).to.not.equal('');
    expect(host.stats().pids).to.deep.equal(pids);
  });
});
