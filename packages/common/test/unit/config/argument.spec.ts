import { expect } from 'chai';
import { parseConfigArgument } from '../../../src/index.js';
import { thrownBy } from '../../support/thrown.js';

describe('parseConfigArgument', () => {
  it('finds the path in both spellings; the last one counts', () => {
    expect(parseConfigArgument([])).to.equal(undefined);
    expect(parseConfigArgument(['serve', '--config', 'a.yaml'])).to.equal('a.yaml');
    expect(parseConfigArgument(['--config=a.yaml', '--config=b.yaml', '-x'])).to.equal('b.yaml');
  });

  it('wants a path', () => {
    for (const argv of [['--config'], ['--config='], ['--config', '--verbose']]) {
      expect(thrownBy(() => parseConfigArgument(argv))).to.include({
        code: 'CONFIG_INVALID',
        field: '--config',
        source: 'command line',
      });
    }
  });
});
