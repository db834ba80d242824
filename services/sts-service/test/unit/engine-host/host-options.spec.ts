import { expect } from 'chai';
import { loadConfig } from '../../../src/config.js';
import { remoteOptions } from '../../../src/engine-host/host-options.js';

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
