import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigError, defineConfig, readConfig } from '../../src/index.js';

const schema = defineConfig({
  port: { env: 'T_PORT', type: 'port', default: 8090, doc: 'Port to listen on.' },
  languages: { env: 'T_LANGUAGES', type: 'list', default: ['es'], doc: 'L.' },
  trace: { env: 'T_TRACE', type: 'boolean', default: false, doc: 'T.' },
});

describe('a configuration file', () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'dubbing-config-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  function write(text: string): string {
    const file = join(directory, 'config.yaml');
    writeFileSync(file, text);
    return file;
  }

  function faults(text: string, env: Record<string, string> = {}): string[] {
    try {
      readConfig(schema, { env, file: write(text) });
    } catch (error) {
      if (error instanceof ConfigError) return error.faults.map((f) => `${f.field} ${f.message}`);
      throw error;
    }
    return [];
  }

  it('gives what the environment does not', () => {
    const file = write('port: 81 # of the test bench\nlanguages: [es, ca]\ntrace: true\n');
    const config = readConfig(schema, { env: { T_PORT: '82' }, file });
    expect(config).to.deep.equal({ port: 82, languages: ['es', 'ca'], trace: true });
  });

  it('may be empty, and its fields too', () => {
    for (const text of ['', '# nothing yet\n', 'port:\n']) {
      expect(readConfig(schema, { env: {}, file: write(text) }).port).to.equal(8090);
    }
  });

  it('has its faults told together with those of the environment', () => {
    const told = faults('prot: 81\nlanguages: [1]\n', { T_PORT: 'x' });
    expect(told).to.have.length(3);
    expect(told[0]).to.equal('prot is not known');
    expect(told[1]).to.contain('port must be a port number');
    expect(told[2]).to.contain('languages must be a list of texts');
  });

  it('knows no fields that every object inherits', () => {
    expect(faults('constructor: 1\n__proto__: {port: 1}\n')).to.deep.equal([
      'constructor is not known',
      '__proto__ is not known',
    ]);
  });

  it('must be YAML with fields', () => {
    for (const text of ['- a\n- b\n', 'just text', '{', 'port: 1\nport: 2\n']) {
      expect(faults(text), text).to.have.length(1);
      expect(faults(text)[0], text).to.match(/^\(file\) /);
    }
  });

  it('must be there', () => {
    const file = join(directory, 'missing.yaml');
    expect(() => readConfig(schema, { env: {}, file })).to.throw(ConfigError, /ENOENT/);
  });
});
