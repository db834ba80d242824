import { expect } from 'chai';
import { ConfigError, defineConfig, readConfig, type ConfigSchema } from '../../../src/index.js';

const schema = defineConfig({
  host: { env: 'T_HOST', type: 'string', default: '127.0.0.1', doc: 'Address to listen on.' },
  port: { env: 'T_PORT', type: 'port', default: 8090, doc: 'Port to listen on.' },
  delayMs: { env: 'T_DELAY_MS', type: 'durationMs', min: 2000, max: 30_000, default: 8000, doc: 'D.' },
  mode: { env: 'T_MODE', type: 'enum', values: ['aligned', 'interpreter'], default: 'aligned', doc: 'M.' },
  languages: { env: 'T_LANGUAGES', type: 'list', pattern: /^[a-z]{2}$/, default: ['es', 'ca'], doc: 'L.' },
  trace: { env: 'T_TRACE', type: 'boolean', default: false, doc: 'T.' },
  key: { env: 'T_KEY', type: 'string', secret: true, optional: true, doc: 'K.' },
});

/** The faults of one field of one type, as `field: message`. */
function faultsOf(fields: ConfigSchema, env: Record<string, string>): string[] {
  try {
    readConfig(fields, { env });
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map((f) => `${f.field}: ${f.message}`);
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('takes defaults for what is absent or empty', () => {
    expect(readConfig(schema, { env: { T_PORT: '' } })).to.deep.equal({
      host: '127.0.0.1',
      port: 8090,
      delayMs: 8000,
      mode: 'aligned',
      languages: ['es', 'ca'],
      trace: false,
      key: undefined,
    });
  });

  it('reads every type from the environment, and knows it at compile time', () => {
    const config = readConfig(schema, {
      env: {
        T_HOST: '::',
        T_PORT: '80',
        T_DELAY_MS: '4.5s',
        T_MODE: 'interpreter',
        T_LANGUAGES: 'es, fr',
        T_TRACE: 'Yes',
        T_KEY: 'k',
      },
    });
    const mode: 'aligned' | 'interpreter' = config.mode;
    const languages: readonly string[] = config.languages;
    const delayMs: number = config.delayMs;
    const key: string | undefined = config.key;
    expect([config.host, config.port, delayMs, mode, languages, config.trace, key]).to.deep.equal([
      '::',
      80,
      4500,
      'interpreter',
      ['es', 'fr'],
      true,
      'k',
    ]);
  });

  it('tells all faults at once, each with its field and source', () => {
    let caught: unknown;
    try {
      readConfig(schema, { env: { T_PORT: '99999', T_MODE: 'fast', T_LANGUAGES: 'es,SPANISH' } });
    } catch (error) {
      caught = error;
    }
    if (!(caught instanceof ConfigError)) throw new Error('no ConfigError');
    expect(caught).to.include({ code: 'CONFIG_INVALID', field: 'port', source: 'environment T_PORT' });
    expect(caught.faults.map((fault) => fault.field)).to.deep.equal(['port', 'mode', 'languages']);
    expect(caught.message).to.contain('port: must be a port number from 0 to 65535, not "99999" (environment T_PORT)');
    expect(caught.message).to.contain('mode: must be one of aligned, interpreter');
  });

  it('misses what has no default and is not optional', () => {
    expect(faultsOf({ url: { env: 'T_URL', type: 'url', doc: '' } }, {})).to.deep.equal(['url: is missing']);
  });

  it('never repeats a secret, nor a password in a URL', () => {
    expect(faultsOf({ pin: { env: 'T_PIN', type: 'integer', secret: true, doc: '' } }, { T_PIN: 'abc' })).to.deep.equal(
      ['pin: must be a whole number'],
    );
    const url = { url: { env: 'T_URL', type: 'url', schemes: ['http'], doc: '' } } as const;
    expect(faultsOf(url, { T_URL: 'ftp://u:pw@h/' }).join())
      .to.contain('[redacted]')
      .and.not.contain('pw');
  });

  const cases: [field: ConfigSchema[string], good: Record<string, unknown>, bad: string[]][] = [
    [
      { env: 'T', type: 'integer', min: 1, doc: '' },
      { '1': 1, '+7': 7 },
      ['0', '1.5', 'x', '1e3', '0x10', 'Infinity', ' 1'],
    ],
    [{ env: 'T', type: 'number', max: 2, doc: '' }, { '1.5': 1.5, '-3': -3 }, ['2.1', 'NaN', '.', '1,5']],
    [{ env: 'T', type: 'number', doc: '' }, { '0.25': 0.25 }, ['one']],
    [{ env: 'T', type: 'port', doc: '' }, { '0': 0, '65535': 65_535 }, ['-1', '65536', '80.5']],
    [
      { env: 'T', type: 'durationMs', doc: '' },
      { '250': 250, '250ms': 250, '2m': 120_000, '1h': 3_600_000 },
      ['-1', '2 s', '3d', 's'],
    ],
    [{ env: 'T', type: 'boolean', doc: '' }, { on: true, '0': false, NO: false }, ['maybe', '2', 'constructor']],
    [{ env: 'T', type: 'url', doc: '' }, { 'srt://h:9000?mode=caller': 'srt://h:9000?mode=caller' }, ['//h', 'h']],
    [{ env: 'T', type: 'string', pattern: /^a+$/, doc: '' }, { aa: 'aa' }, ['b']],
    [{ env: 'T', type: 'list', doc: '' }, { ',a,,b,': ['a', 'b'] }, []],
  ];
  for (const [field, good, bad] of cases) {
    it(`reads ${field.type}${'min' in field || 'max' in field ? ' in its range' : ''}`, () => {
      for (const [text, value] of Object.entries(good)) {
        expect(readConfig({ it: field }, { env: { T: text } })['it'], text).to.deep.equal(value);
      }
      for (const text of bad) expect(faultsOf({ it: field }, { T: text }), text).to.have.length(1);
    });
  }
});
