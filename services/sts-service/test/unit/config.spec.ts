import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigError, configTable } from '@dubbing/common';
import { configSchema, loadConfig, remoteKeysOf } from '../../src/config.js';

/** From `build/test/unit` up to the service. */
const readme = new URL('../../../README.md', import.meta.url);
/** Formatters may align a table as they like. */
const rowsOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.replaceAll(/ +/g, ' ').replaceAll(/-+/g, '-'));

describe('configuration', () => {
  it('is described in the README, field by field', () => {
    const rows = rowsOf(readFileSync(readme, 'utf8'));
    const first = rows.findIndex((row) => row.startsWith('| Environment |'));
    const expected = rowsOf(configTable(configSchema));
    expect(rows.slice(first, first + expected.length)).to.deep.equal(expected);
  });

  it('has a default for everything', () => {
    const config = loadConfig(undefined, {});
    expect(config).to.deep.include({ host: '127.0.0.1', port: 8090, maxInFlight: 8, asrEngine: 'auto' });
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
