import { expect } from 'chai';
import { readModelsArguments } from '../../../../src/models/command/arguments.js';

describe('arguments of the models command', () => {
  it('are read', () => {
    expect(readModelsArguments(['list', '--json'])).to.deep.equal({ command: 'list', json: true, installed: false });
    expect(readModelsArguments(['pull', 'a', 'b', '--accept-licence', '--from', 'file:///x'])).to.deep.equal({
      command: 'pull',
      names: ['a', 'b'],
      acceptLicence: true,
      from: 'file:///x',
    });
    expect(readModelsArguments(['verify'])).to.deep.equal({ command: 'verify', names: [], json: false });
    expect(readModelsArguments(['path', 'a', '--config', 'c.yaml'])).to.deep.equal({ command: 'path', name: 'a' });
    expect(readModelsArguments(['--help'])).to.deep.equal({ command: 'help' });
  });

  const wrong: [readonly string[], string][] = [
    [[], 'COMMAND'],
    [['fetch'], 'COMMAND'],
    [['pull'], 'NAME'],
    [['pull', '../x'], 'NAME'],
    [['path'], 'NAME'],
    [['path', 'a', 'b'], 'NAME'],
    [['list', 'a'], 'NAME'],
    [['pull', 'a', '--from', 'ftp://x'], '--from'],
    [['pull', 'a', '--force'], '--force'],
  ];
  for (const [argv, field] of wrong) {
    it(`are refused: ${argv.join(' ')}`, () => {
      expect(() => readModelsArguments(argv))
        .to.throw()
        .that.includes({ code: 'ARGUMENT_INVALID', field });
    });
  }
});
