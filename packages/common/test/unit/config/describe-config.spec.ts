import { expect } from 'chai';
import { configTable, defineConfig, describeConfig } from '../../../src/index.js';

const schema = defineConfig({
  port: { env: 'T_PORT', type: 'port', default: 8090, doc: 'Port to listen on.' },
  delayMs: { env: 'T_DELAY_MS', type: 'durationMs', min: 2000, max: 30_000, default: 8000, doc: 'D.' },
  processes: { env: 'T_PROCESSES', type: 'integer', min: 1, optional: true, doc: 'P.' },
  gain: { env: 'T_GAIN', type: 'number', max: 0, default: -15, doc: 'G.' },
  mode: { env: 'T_MODE', type: 'enum', values: ['aligned', 'interpreter'], default: 'aligned', doc: 'M.' },
  languages: { env: 'T_LANGUAGES', type: 'list', default: ['es', 'ca'], doc: 'L.' },
  key: { env: 'T_KEY', type: 'string', secret: true, default: 'hunter2', doc: 'K.' },
});

describe('describeConfig', () => {
  it('tells type, range and default of every field, and no secret', () => {
    expect(describeConfig(schema).map((row) => [row.env, row.type, row.default])).to.deep.equal([
      ['T_PORT', 'port', '8090'],
      ['T_DELAY_MS', 'durationMs 2000 to 30000', '8000'],
      ['T_PROCESSES', 'integer from 1', ''],
      ['T_GAIN', 'number to 0', '-15'],
      ['T_MODE', 'aligned, interpreter', 'aligned'],
      ['T_LANGUAGES', 'list', 'es,ca'],
      ['T_KEY', 'string', ''],
    ]);
  });

  it('makes the table of a README, as Prettier would lay it out', () => {
    expect(configTable({ port: schema.port, key: schema.key })).to.equal(
      [
        '| Environment | File   | Type   | Default | Meaning            |',
        '| ----------- | ------ | ------ | ------- | ------------------ |',
        '| `T_PORT`    | `port` | port   | `8090`  | Port to listen on. |',
        '| `T_KEY`     | `key`  | string |         | K.                 |',
      ].join('\n'),
    );
  });

  it('keeps bars out of the way of the table', () => {
    const table = configTable({ it: { env: 'T', type: 'string', optional: true, doc: 'a|b' } });
    expect(table).to.contain('| a\\|b ');
  });
});
