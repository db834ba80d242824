import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigError } from '@dubbing/common';
import { longestFragmentMs } from '@dubbing/contracts';
import {
  environmentAlone,
  loadConfig,
  longestFragmentMs as ownLongestFragmentMs,
  remoteKeysOf,
} from '../../src/config.js';
import { ownRows, withOwnRows, writtenRows } from '../support/settings-page.js';

describe('configuration', () => {
  it('is what docs/settings.md says, row by row; `npm run settings` writes them', () => {
    expect(writtenRows()).to.deep.equal(ownRows());
  });

  it('is written there beside the rows of others, which stay', () => {
    const page = ['| Service | A |', '| --- | --- |', '| media-service | `MEDIA_X` |', '', 'The end.', ''].join('\n');
    const written = withOwnRows(page);
    expect(writtenRows(written)).to.deep.equal(ownRows());
    expect(written).to.match(/\n\| media-service .*\n\| sts-service .*\n\nThe end\.\n$/s);
    expect(withOwnRows(written)).to.equal(written);
  });

  it('names the keys that the environment alone has, as secrets', () => {
    const secret = environmentAlone.filter((each) => each.secret).map(({ env }) => env);
    const keys = remoteKeysOf(Object.fromEntries(secret.map((name) => [name, name])));
    expect(Object.values(keys)).to.have.members(secret);
  });

  it('has a default for everything', () => {
    const config = loadConfig(undefined, {});
    expect(config).to.deep.include({ host: '127.0.0.1', port: 8090, maxInFlight: 8, asrEngine: 'auto' });
  });

  it('takes no longer fragments than the messages have room for', () => {
    expect(ownLongestFragmentMs).to.equal(longestFragmentMs);
  });

  describe('of a file', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'sts-config-'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    it('gives way to the environment', () => {
      const file = join(folder, 'sts.yaml');
      writeFileSync(file, 'port: 9000\nresumeWindowMs: 45s\n');
      const config = loadConfig(file, { STS_PORT: '9001' });
      expect(config).to.deep.include({ port: 9001, resumeWindowMs: 45_000 });
    });

    it('has no keys: those come from the environment alone, and are in no configuration', () => {
      const file = join(folder, 'sts.yaml');
      writeFileSync(file, 'remoteAsrKey: sk-secret\n');
      expect(() => loadConfig(file, {})).to.throw(ConfigError, 'remoteAsrKey');
      const env = { STS_REMOTE_ASR_KEY: 'sk-secret', STS_REMOTE_TTS_KEY: '' };
      expect(JSON.stringify(loadConfig(undefined, env))).to.not.contain('sk-secret');
      expect(remoteKeysOf(env)).to.deep.equal({ asr: 'sk-secret' });
    });

    it('is refused with all its faults at once', () => {
      const file = join(folder, 'sts.yaml');
      writeFileSync(file, 'port: many\nmaxSessions: 0\ncolour: red\n');
      expect(() => loadConfig(file, { STS_LOG_LEVEL: 'loud' }))
        .to.throw(ConfigError)
        .with.property('faults')
        .that.satisfies((faults: { field: string }[]) => {
          expect(faults.map(({ field }) => field)).to.have.members(['port', 'maxSessions', 'colour', 'logLevel']);
          return true;
        });
    });
  });
});
