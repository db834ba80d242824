import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@dubbing/common';
import { expect } from 'chai';
import { loadConfig } from '../../src/config.js';
import { ownRows, withOwnRows, writtenRows } from '../support/settings-page.js';

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

  it('asks for the secret of the hooks where others than this machine can call them', () => {
    const beside = { MEDIA_SERVER: 'mediamtx', MEDIA_HOST: '0.0.0.0' };
    const faultsOf = (env: Record<string, string>, argv: string[] = []) => {
      const error = caught(() => loadConfig(argv, env));
      return error instanceof ConfigError ? error.faults.map(({ field, message }) => `${field}: ${message}`) : [];
    };
    expect(faultsOf(beside)).to.deep.equal(['hookSecret: is missing']);
    expect(faultsOf({ ...beside, MEDIA_HOOK_SECRET: 'a-secret-of-the-hooks' })).to.deep.equal([]);
    expect(faultsOf({ ...beside, MEDIA_PORT: 'x' })).to.have.length(2);
    for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
      expect(faultsOf({ ...beside, MEDIA_HOST: host }), host).to.deep.equal([]);
    expect(faultsOf({ MEDIA_SERVER: 'mediamtx' })).to.deep.equal([]);
    expect(faultsOf({ MEDIA_HOST: '0.0.0.0' })).to.deep.equal([]);
    const [fault] = faultsOf({ MEDIA_HOOK_SECRET: 'too short' });
    expect(fault).to.match(/^hookSecret: must match/);
    expect(fault).not.to.contain('too short');
    const folder = mkdtempSync(join(tmpdir(), 'media-config-'));
    try {
      const file = join(folder, 'media.yaml');
      writeFileSync(file, 'mediaServer: mediamtx\nhost: media-service\nport: many\n');
      expect(faultsOf({}, ['--config', file])).to.have.members([
        'port: must be a port number from 0 to 65535, not "many"',
        'hookSecret: is missing',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
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

  it('is what docs/settings.md says, row by row; `npm run settings` writes them', () => {
    expect(writtenRows()).to.deep.equal(ownRows());
  });

  it('is written there beside the rows of others, which stay', () => {
    const other = '| sts-service | `STS_X` | `x` | string | `a\\|b` |  | What else \\| there is. |';
    const page = ['# Title', '', '| Service | A |', '| --- | --- |', other, '', 'The end.', ''].join('\n');
    const written = withOwnRows(page);
    expect(writtenRows(written)).to.deep.equal(ownRows());
    expect(written.split('\n').filter((line) => line.startsWith('| sts-service'))).to.have.lengthOf(1);
    expect(withOwnRows(written)).to.equal(written);
    expect(written).to.match(/^# Title\n\n\| Service .*\n\nThe end\.\n$/s);
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
