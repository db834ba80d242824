import { silentLogger } from '@dubbing/common';
import { expect } from 'chai';
import { loadConfig } from '../../../src/config.js';
import { hostOptions, remoteOptions } from '../../../src/engine-host/host-options.js';

describe('hostOptions', () => {
  it('leaves to the engines what the configuration leaves open, and passes on the rest', () => {
    const modelsOf = (env: Record<string, string>) => hostOptions(loadConfig(undefined, env), silentLogger).models;
    expect(modelsOf({})).to.not.have.any.keys('threads', 'batch');
    expect(modelsOf({ STS_MODEL_BATCH: '6', STS_MODEL_THREADS: '3' })).to.include({ batch: 6, threads: 3 });
  });
});

describe('remoteOptions', () => {
  it('has no endpoint without an address, and each with its own key', () => {
    const plain = loadConfig(undefined, {});
    expect(remoteOptions(plain, { asr: 'sk' })).to.deep.equal({ timeoutMs: 10_000, concurrency: 4 });
    const env = { STS_REMOTE_TTS_URL: 'http://127.0.0.1:1/v1', STS_REMOTE_TTS_LANGUAGES: 'es,ca' };
    expect(remoteOptions(loadConfig(undefined, env), { asr: 'sk', tts: 'other' })).to.deep.equal({
      timeoutMs: 10_000,
      concurrency: 4,
      tts: {
        url: 'http://127.0.0.1:1/v1',
        key: 'other',
        model: 'tts-1',
        voice: 'alloy',
        format: 'wav',
        languages: ['es', 'ca'],
      },
    });
  });
});
