import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, configTable } from '@dubbing/common';
import { expect } from 'chai';
import { configSchema, loadConfig } from '../../src/config.js';
import { packageRoot } from '../../src/package-root.js';

describe('config', () => {
  it('has a default for everything that has to have one', () => {
    const config = loadConfig([], {});
    expect(config).to.include({
      port: 8080,
      rtmpPort: 1935,
      flvPort: 8000,
      delayMs: 8000,
      mode: 'aligned',
      mediaServer: 'embedded',
    });
    expect(config.targetLanguages).to.deep.equal(['es', 'ca']);
  });

  it('takes the environment before the file and the file before the defaults', () => {
    const folder = mkdtempSync(join(tmpdir(), 'media-config-'));
    try {
      const file = join(folder, 'media.yaml');
      writeFileSync(file, 'port: 9001\ndelayMs: 4s\n');
      const config = loadConfig(['--config', file], { MEDIA_PORT: '9002' });
      expect(config).to.include({ port: 9002, delayMs: 4000, graceMs: 90_000 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reports all faults at once', () => {
    const env = { MEDIA_PORT: 'x', MEDIA_MODE: 'sideways', MEDIA_TARGET_LANGUAGES: 'es,NO', MEDIA_DELAY_MS: '100' };
    const error = caught(() => loadConfig([], env));
    expect(error).to.be.instanceOf(ConfigError);
    expect((error as ConfigError).faults.map(({ field }) => field)).to.have.members([
      'port',
      'mode',
      'targetLanguages',
      'delayMs',
    ]);
  });

  it('takes a voice for each language, and one only', () => {
    const { voices } = loadConfig([], { MEDIA_VOICES: 'es=ef_dora, pt-BR=a=b', MEDIA_ASR_ENGINE: 'onnx' });
    expect(voices).to.deep.equal(['es=ef_dora', 'pt-BR=a=b']);
    for (const wrong of ['es', 'es=', '=a', 'Spanish=a', 'es=a,ca=b,es=c']) {
      const error = caught(() => loadConfig([], { MEDIA_VOICES: wrong }));
      expect(error, wrong).to.be.instanceOf(ConfigError);
      expect((error as ConfigError).faults, wrong).to.have.nested.property('[0].field', 'voices');
    }
  });

  it('is what the table in the README says', () => {
    const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
    expect(readme).to.contain(configTable(configSchema));
  });
});

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
