import { expect } from 'chai';
import { apertiumModes, pipelineCommand } from '../../../src/translation/builtin/apertium-modes.js';

describe('pipelineCommand', () => {
  it('makes every program flush at a null character, and mark unknown words', () => {
    const mode = "lt-proc -w '/x/a.bin' | apertium-tagger -g $2 '/x/b' | lt-proc $1 '/x/c.bin'\n";
    expect(pipelineCommand(mode)).to.equal(
      "lt-proc -z -w '/x/a.bin' | apertium-tagger -z -g  '/x/b' | lt-proc -z -g '/x/c.bin'",
    );
  });
});

describe('apertiumModes', () => {
  it('has each direction once', () => {
    const directions = apertiumModes.map(({ from, to }) => `${from}-${to}`);
    expect(new Set(directions).size).to.equal(directions.length);
  });
});
