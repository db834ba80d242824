import { Backoff, silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { EngineGroup } from '../../../src/engine-host/engine-group.js';
import { laneSynthesizer } from '../../../src/engine-host/lane-synthesizer.js';
import type { SpeechSynthesizer } from '../../../src/pipeline/seams.js';
import { rejection } from '../../support/rejection.js';
import { testModels } from '../../support/test-models.js';

describe('an engine whose processes never get ready', function () {
  this.timeout(60_000);

  it('is given up after some starts, and what waits for it fails then', async () => {
    const folder = `${testModels}mms-random`;
    let voice: SpeechSynthesizer | undefined;
    const group = new EngineGroup<SpeechSynthesizer>({
      name: 'mms-random',
      stage: 'tts',
      family: 'onnx',
      settings: { load: { engine: 'vits', folder, provider: 'cpu', threads: 1 }, speechModelFile: '/no/model' },
      processes: 1,
      queueCapacity: 4,
      cancelGraceMs: 1000,
      // No process is as quick as this.
      loadTimeoutMs: 1,
      logger: silentLogger,
      backoff: () => new Backoff({ initialMs: 1, maxMs: 1 }),
      engineOf: (lane) => {
        voice = laneSynthesizer(
          'mms-random',
          lane,
          () => true,
          () => [],
        );
        return voice;
      },
    });
    const deadlineAtMs = performance.now() + 50_000;
    const request = { sessionKey: 'a', text: 'hello', language: 'en', deadlineAtMs };
    const { signal } = new AbortController();
    const waiting = rejection((voice as SpeechSynthesizer).synthesize({ ...request, signal }));
    await group.settled;
    expect(group.state).to.have.nested.property('fault.error.code', 'ENGINE_CRASHED');
    expect(await waiting).to.include({ code: 'ENGINE_CRASHED' });
    expect(group.stats()).to.deep.include({ restarts: 8, pids: [], memoryBytes: 0 });
    expect(await rejection((voice as SpeechSynthesizer).synthesize({ ...request, signal }))).to.include({
      code: 'ENGINE_CRASHED',
    });
    await group.close();
  });
});
